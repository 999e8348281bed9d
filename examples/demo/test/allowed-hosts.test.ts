import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { allowedHosts, withAllowedHosts } from '../server/allowed-hosts.mjs'

const nameIn = (boundTo: string, host?: string) => allowedHosts(boundTo).nameIn({ headers: { host } })

describe('a server that is bound to this machine', () => {
  test.each([
    ['localhost:8080', 'localhost'],
    ['LocalHost', 'localhost'],
    ['127.0.0.1:8080', '127.0.0.1'],
    ['[::1]:8080', '[::1]'],
  ])('answers for the host %s', (host, name) => {
    expect(nameIn('127.0.0.1', host)).toBe(name)
  })

  test.each([
    'evil.example:8080',
    'localhost.evil.example',
    '192.168.1.7:8080',
    'localhost@evil.example',
    'local host',
    '',
    undefined,
  ])('refuses the host %s', (host) => {
    expect(nameIn('127.0.0.1', host)).toBeUndefined()
    expect(nameIn('localhost', host)).toBeUndefined()
    expect(nameIn('::1', host)).toBeUndefined()
  })
})

describe('a server that is bound elsewhere', () => {
  test('also answers for every IP address, which no name can be made to stand for', () => {
    expect(nameIn('0.0.0.0', '192.168.1.7:8080')).toBe('192.168.1.7')
    expect(nameIn('::', '[fe80::1]:8080')).toBe('[fe80::1]')
    expect(nameIn('0.0.0.0', 'localhost:8080')).toBe('localhost')
  })

  test('answers for the name it is bound to, and for no other', () => {
    expect(nameIn('Demo.Example', 'demo.example:8080')).toBe('demo.example')
    expect(nameIn('demo.example', 'evil.example:8080')).toBeUndefined()
    expect(nameIn('0.0.0.0', 'evil.example:8080')).toBeUndefined()
  })
})

test('a request for a foreign host is answered with 403 and a sentence, and does not reach the server behind', async () => {
  const { port, served } = await startGuarded()
  const refused = await get(port, 'evil.example')
  expect(refused.status).toBe(403)
  expect(refused.text).toContain('does not answer requests for the host "evil.example"')
  expect(refused.text).toContain('DEMO_HOST')
  expect(served).toEqual([])
  expect(await get(port, 'localhost')).toEqual({ status: 200, text: 'served' })
  expect(served).toEqual(['localhost'])
})

test('an upgrade for a foreign host is answered with 403 too', async () => {
  const { port, upgraded } = await startGuarded()
  expect(await upgrade(port, 'evil.example')).toMatch(/^HTTP\/1\.1 403 [^]*evil\.example/)
  expect(upgraded).toEqual([])
  expect(await upgrade(port, '127.0.0.1')).toMatch(/^HTTP\/1\.1 101 /)
  expect(upgraded).toEqual(['127.0.0.1'])
})

async function startGuarded() {
  const served: unknown[] = []
  const upgraded: unknown[] = []
  const inner = createServer(({ headers }, response) => {
    served.push(headers.host)
    response.end('served')
  })
  inner.on('upgrade', ({ headers }, socket) => {
    upgraded.push(headers.host)
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: close\r\n\r\n')
  })
  const server = withAllowedHosts(inner, allowedHosts('127.0.0.1'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, served, upgraded }
}

async function get(port: number, host: string) {
  const sent = request({ port, host: '127.0.0.1', headers: { host }, agent: false }).end()
  const [response] = await once(sent, 'response')
  return { status: response.statusCode as number, text: await text(response) }
}

async function upgrade(port: number, host: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
  return text(socket)
}
