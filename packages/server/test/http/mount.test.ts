import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { mount } from '../../src/http/mount.ts'
import { SocketPage } from '../support/bayeux-clients.ts'

/** An HTTP server of its owner's, whose own listener answers `app`. */
async function startHttpServer() {
  const httpServer = createServer()
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  onTestFinished(() => {
    httpServer.closeAllConnections()
    httpServer.close()
  })
  const { port } = httpServer.address() as AddressInfo
  const ask = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text()
  /** Who answers an upgrade request, in the words of the refusal. */
  const upgrade = (path: string) =>
    new SocketPage(`http://127.0.0.1:${port}${path}`).open().catch((error: Error) => error.message)
  return { httpServer, ask, upgrade }
}

const answering =
  (name: string): RequestListener =>
  (_request, response) =>
    void response.end(name)

/** What is mounted answers with its name; a socket it hands the name to, and ends. */
const handlers = (name: string): Parameters<typeof mount>[2] => ({
  request: answering(name),
  unserved: (_request, response) => void response.writeHead(404).end('Nothing is served here.'),
  upgrade: (_request, socket) =>
    void socket.end(`HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: ${name.length}\r\n\r\n${name}`),
})

test('each request goes to one listener: what is mounted on its path, or those of the server', async () => {
  const { httpServer, ask, upgrade } = await startHttpServer()
  httpServer.on('request', answering('app'))
  mount(httpServer, '/a', handlers('a'))
  mount(httpServer, '/b', handlers('b'))
  expect(await Promise.all(['/a', '/a/x?y', '/b', '/ab', '/'].map(ask))).toEqual(['a', 'a', 'b', 'app', 'app'])
  expect(await Promise.all(['/a', '/b'].map(upgrade))).toEqual(['400: a', '400: b'])
  expect(await upgrade('/c')).toBe('200: app')
})

test.each([
  { leaving: '/a', staying: '/b' },
  { leaving: '/b', staying: '/a' },
])('of two, $leaving may go first, and takes nothing of $staying with it', async ({ leaving, staying }) => {
  const { httpServer, ask, upgrade } = await startHttpServer()
  let seen = 0
  httpServer.on('request', (_request, response) => response.end(`app ${(seen += 1)}`))
  const unmounts = new Map(['/a', '/b'].map((path) => [path, mount(httpServer, path, handlers(path))]))
  unmounts.get(leaving)?.()
  expect(await ask('/')).toBe('app 1')
  expect(await ask(leaving)).toBe('app 2')
  expect(await ask(staying)).toBe(staying)
  expect(await upgrade(staying)).toBe(`400: ${staying}`)
  expect(seen).toBe(2)
})

test('the longest path counts, and of two on one path the newest, until it goes', async () => {
  const { httpServer, ask } = await startHttpServer()
  mount(httpServer, '/a/b', handlers('deep'))
  mount(httpServer, '/a', handlers('old'))
  const unmount = mount(httpServer, '/a', handlers('new'))
  expect(await Promise.all(['/a/b/c', '/a/c'].map(ask))).toEqual(['deep', 'new'])
  unmount()
  expect(await ask('/a/c')).toBe('old')
})

test('afterwards the listeners are there as before, with those that have come since', async () => {
  const { httpServer, ask } = await startHttpServer()
  const [before, since] = [answering('before'), () => undefined]
  httpServer.on('request', before)
  const unmounts = ['/a', '/b'].map((path) => mount(httpServer, path, handlers(path)))
  httpServer.on('request', since)
  for (const unmount of unmounts) unmount()
  expect(httpServer.listeners('request')).toEqual([before, since])
  expect(httpServer.listeners('upgrade')).toEqual([])
  expect(Object.hasOwn(httpServer, 'emit')).toBe(false)
  expect(await ask('/a')).toBe('before')
  const again = mount(httpServer, '/a', handlers('again'))
  expect(await ask('/a')).toBe('again')
  again()
  expect(httpServer.listeners('request')).toEqual([before, since])
})

test('what is closed may stay and say so until something else is mounted on its path', async () => {
  const { httpServer, ask } = await startHttpServer()
  httpServer.on('request', answering('app'))
  mount(httpServer, '/a', handlers('closed'))('when replaced')
  mount(httpServer, '/b', handlers('b'))
  expect(await Promise.all(['/a', '/b', '/'].map(ask))).toEqual(['closed', 'b', 'app'])
  mount(httpServer, '/a/files', handlers('closed'))('when replaced')
  const unmount = mount(httpServer, '/a', handlers('next'))
  expect(await Promise.all(['/a', '/a/files'].map(ask))).toEqual(['next', 'next'])
  unmount()
  expect(await ask('/a')).toBe('app')
})

test('of what stays until it is replaced nothing is left when the HTTP server closes, however often it was replaced', async () => {
  const { httpServer } = await startHttpServer()
  const warned = vi.fn()
  process.on('warning', warned)
  onTestFinished(() => void process.off('warning', warned))
  for (let turn = 0; turn < 12; turn++) mount(httpServer, '/a', handlers('closed'))('when replaced')
  const unmount = mount(httpServer, '/b', handlers('b'))
  httpServer.close()
  await once(httpServer, 'close')
  expect(Object.hasOwn(httpServer, 'emit')).toBe(true)
  unmount()
  expect(Object.hasOwn(httpServer, 'emit')).toBe(false)
  expect([httpServer.listenerCount('close'), httpServer.listenerCount('upgrade')]).toEqual([0, 0])
  expect(warned).not.toHaveBeenCalled() // of listeners that may be a leak
})

test('a listener for one request hears one, wherever it is when that comes', async () => {
  const { httpServer, ask } = await startHttpServer()
  const heard: (string | undefined)[] = []
  const hearOnce = () => httpServer.once('request', ({ url }) => void heard.push(url))
  httpServer.on('request', answering('app'))
  hearOnce()
  const unmount = mount(httpServer, '/a', handlers('a'))
  for (const path of ['/a', '/1', '/2']) await ask(path)
  expect(heard).toEqual(['/1'])
  unmount()
  hearOnce()
  mount(httpServer, '/a', handlers('a'))()
  for (const path of ['/3', '/4']) await ask(path)
  expect(heard).toEqual(['/1', '/3'])
})

test('one that came after the mount is asked for what the mount does not serve, and for nothing else', async () => {
  const { httpServer, ask } = await startHttpServer()
  mount(httpServer, '/a', handlers('a'))
  expect(await ask('/')).toMatch(/Nothing is served/)
  httpServer.on('request', answering('app'))
  mount(httpServer, '/b', handlers('b'))
  expect(await Promise.all(['/a', '/b', '/'].map(ask))).toEqual(['a', 'b', 'app'])
})

test('a listener can be taken away by its owner while something is mounted', async () => {
  const { httpServer, ask } = await startHttpServer()
  const app = answering('app')
  httpServer.on('request', app)
  mount(httpServer, '/a', handlers('a'))
  httpServer.off('request', app)
  expect(await ask('/')).toMatch(/Nothing is served/)
})

test('one that answers requests with an Expect header sees none of what is mounted', async () => {
  const { httpServer } = await startHttpServer()
  mount(httpServer, '/a', handlers('a'))
  httpServer.on('request', answering('app'))
  const { port } = httpServer.address() as AddressInfo
  const expecting = async (path: string, expect: string) => {
    const headers = { expect, 'content-length': 2 }
    const request = httpRequest({ port, path, method: 'POST', headers, agent: false })
    request.flushHeaders()
    request.once('continue', () => request.end('{}'))
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    request.end()
    response.setEncoding('utf8')
    return `${response.statusCode} ${(await response.toArray()).join('')}`
  }
  expect(await expecting('/a', '100-continue')).toBe('200 a')
  for (const event of ['checkContinue', 'checkExpectation']) httpServer.on(event, answering(event))
  expect(await expecting('/a', '100-continue')).toBe('200 a')
  expect(await expecting('/', '100-continue')).toBe('200 checkContinue')
  expect(await expecting('/a', 'a-cake')).toMatch(/^417 /)
  expect(await expecting('/', 'a-cake')).toBe('200 checkExpectation')
})

test('what is mounted in the place of another, again and again, is all that is kept', async () => {
  const { httpServer, ask } = await startHttpServer()
  for (let count = 1; count <= 20; count += 1) mount(httpServer, '/a', handlers(`${count}`))('when replaced')
  expect(await ask('/a')).toBe('20')
  expect(httpServer.listenerCount('close')).toBe(1)
})

test('nothing stays on an HTTP server that was closed first, whether it listens again or not', async () => {
  const { httpServer, ask } = await startHttpServer()
  const before = httpServer.eventNames()
  const { port } = httpServer.address() as AddressInfo
  const [early, late] = ['/early', '/late'].map((path) => mount(httpServer, path, handlers(path)))
  early?.('when replaced')
  httpServer.close()
  await once(httpServer, 'close')
  late?.('when replaced')
  expect(httpServer.eventNames()).toEqual(before)
  httpServer.on('request', answering('app'))
  const again = mount(httpServer, '/late', handlers('again'))
  httpServer.listen(port, '127.0.0.1')
  await once(httpServer, 'listening')
  again('when replaced')
  expect(await Promise.all(['/early', '/late'].map(ask))).toEqual(['app', 'again'])
})
