import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createChatBackend } from '@chat-transport/backend'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { createWebSocketFront, type WebSocketFrontOptions } from '../server/web-socket-front.ts'

const start = { type: 'StartSession', id: 's-1', secret: 'x'.repeat(43), pageId: 'page-a', take: true }

test('the first frame is an attach, whose answer comes first', async () => {
  const socket = await open(await startFront())
  socket.say(start)
  expect(await socket.next()).toMatchObject({ type: 'EventAttached', commandId: 's-1', head: 1 })
  expect(await socket.next()).toMatchObject({ type: 'EventParticipantJoined', index: 1 })
})

test('a socket that does not attach in time is closed; one that has attached stays', async () => {
  const url = await startFront({ attachTimeoutMs: 400 })
  const attached = await open(url)
  attached.say(start)
  await attached.next()
  const mute = await open(url)
  expect(await mute.closed).toBe(1008)
  await attached.next()
  attached.say({ type: 'MakeCoffee', id: 'c-1' })
  expect(await attached.next()).toMatchObject({ type: 'EventError', commandId: 'c-1' })
})

test('no more sockets are taken than are allowed, until one of them closes', async () => {
  const url = await startFront({ maxSockets: 1 })
  const first = await open(url)
  expect(await refusalOf(url)).toBe(503)
  first.close()
  await first.closed
  await expect.poll(() => open(url)).toBeDefined()
})

test('what is no JSON closes its socket', async () => {
  const socket = await open(await startFront())
  socket.sayText('{"type":')
  expect(await socket.closed).toBe(1007)
})

test('pages of an origin on the list may connect, those of another are refused with 403', async () => {
  const url = await startFront({ allowedOrigins: ['https://shop.example'] })
  await open(url, 'https://shop.example')
  expect(await refusalOf(url, 'https://evil.example')).toBe(403)
})

test('an origin that the function cannot judge is refused', async () => {
  const url = await startFront({ allowedOrigins: (origin) => new URL(origin).hostname === 'shop.example' })
  expect(await refusalOf(url, 'null')).toBe(403)
  await open(url, 'https://shop.example')
})

async function startFront(options: WebSocketFrontOptions = {}): Promise<string> {
  const backend = createChatBackend()
  const server = createServer()
  const front = createWebSocketFront(server, backend, options)
  onTestFinished(async () => {
    front.clients.forEach((socket) => socket.terminate())
    server.close()
    await backend.close()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const connect = (url: string, origin?: string) => new WebSocket(url, origin === undefined ? {} : { origin })

/** A socket, once it is open. */
async function open(url: string, origin?: string) {
  const socket = connect(url, origin)
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  const heard: unknown[] = []
  const waiting: ((event: unknown) => void)[] = []
  socket.on('message', (data) => {
    if (String(data) === '') return // a sign of life
    const event: unknown = JSON.parse(String(data))
    const next = waiting.shift()
    if (next) next(event)
    else heard.push(event)
  })
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  return {
    closed,
    close: () => socket.close(),
    say: (command: object) => socket.send(JSON.stringify(command)),
    sayText: (text: string) => socket.send(text),
    next: () => (heard.length > 0 ? Promise.resolve(heard.shift()) : new Promise((resolve) => waiting.push(resolve))),
  }
}

/** The HTTP status with which a socket is refused. */
async function refusalOf(url: string, origin?: string): Promise<unknown> {
  const socket = connect(url, origin)
  socket.on('error', () => undefined) // the refusal once more, in words
  const opened = once(socket, 'open').then(() => 'opened')
  opened.catch(() => undefined) // as above
  return Promise.race([
    opened,
    once(socket, 'unexpected-response').then(([, response]) => response.statusCode as number),
  ])
}
