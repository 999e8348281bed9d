import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import { eventually } from '../support/deadline.ts'
import type { RunningServer } from '../support/start-server.ts'
import { servePages, transports } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'

const maxFrameBytes = 65_536

/** A server with a visitor on each transport. Their chats must go on whatever an attacker sends. */
async function serveBystanders() {
  const { server, openPage } = await servePages(transports, { maxFrameBytes })
  const chats = await Promise.all(
    transports.map(async (transport) => {
      const { chat } = await openPage({ transports: [transport] })
      const session = await chat.startSession({ nickname: transport })
      return { session, log: logSession(session) }
    }),
  )
  async function areUntouched() {
    for (const { session, log } of chats) {
      await server.backend.session(session.id)?.join({ name: 'Grace' }).say('All well?')
      await log.waitForText('All well?')
      await session.sendMessage('All well')
      expect(log.errors).toEqual([])
      expect(log.story).not.toContain('reconnecting')
      expect(session.status).toBe('connected')
    }
    expect(server.backend.sessions().map(({ id }) => id)).toEqual(
      expect.arrayContaining(chats.map(({ session }) => session.id)),
    )
    expect(server.backend.sessions()).toHaveLength(chats.length)
  }
  return { server, areUntouched }
}

const handshake = (attach: unknown) =>
  JSON.stringify([
    {
      id: '1',
      channel: '/meta/handshake',
      version: '1.0',
      supportedConnectionTypes: ['websocket', 'long-polling'],
      ext: { chat: attach },
    },
  ])
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

/** Invalid frames, and the reason in the refusal. */
const frames: [what: string, frame: string, refusal: RegExp][] = [
  ['garbage', '\u0000\u0001 definitely no JSON', /not JSON/],
  ['truncated JSON', handshake({ type: 'StartSession' }).slice(0, -20), /not JSON/],
  ['an empty frame', '', /not JSON/],
  ['null', 'null', /array of Bayeux messages/],
  ['an object', '{}', /array of Bayeux messages/],
  ['an empty array', '[]', /1 to 1000 messages/],
  ['an array of null', '[null]', /message/],
  ['a channel that is a number', '[{"channel":42}]', /channel/],
  ['two handshakes at once', `[${handshake({}).slice(1, -1)},${handshake({}).slice(1, -1)}]`, /alone/],
  ['ten thousand levels', nested(10_000), /message|nested/],
]

describe('an attacker over WebSocket', () => {
  test('that sends an invalid frame is closed with a reason, and harms no other chat', async () => {
    const { server, areUntouched } = await serveBystanders()
    for (const [what, frame, refusal] of frames) {
      const attacker = dial(server)
      await attacker.send(frame)
      expect((await attacker.closed()).reason, what).toMatch(refusal)
    }
    await areUntouched()
  })

  test('that sends bytes instead of text is closed with 1003, and one that sends too much with 1009', async () => {
    const { server, areUntouched } = await serveBystanders()
    const [bytes, tooMuch] = [dial(server), dial(server)]
    await bytes.send(Buffer.from([1, 2, 3]))
    await tooMuch.send(`[${'x'.repeat(maxFrameBytes)}]`)
    expect(await bytes.closed()).toMatchObject({ code: 1003 })
    expect(await tooMuch.closed()).toMatchObject({ code: 1009 })
    await areUntouched()
  })

  test('that sends half a frame, or breaks the rules of WebSocket, is closed', async () => {
    const { server, areUntouched } = await serveBystanders()
    for (const bytes of [
      [0x81, 0xfe, 0x10, 0x00, 1, 2, 3, 4, 0x7b], // masked text of 4,096 bytes, of which one comes
      [0x81, 0x05, 0x68, 0x65, 0x6c, 0x6c, 0x6f], // not masked, as a client's must be
      [0xff, 0xff, 0xff, 0xff], // reserved bits
    ]) {
      const raw = await dialRaw(server)
      raw.write(Buffer.from(bytes))
      raw.end()
      await eventually(() => raw.destroyed)
    }
    await areUntouched()
  })

  test('from a forbidden origin is answered 403, with what to do about it', async () => {
    const { server, areUntouched } = await serveBystanders()
    const attacker = dial(server, { origin: 'https://evil.example' })
    expect(await attacker.refused()).toEqual({ status: 403, text: expect.stringContaining('allowedOrigins') })
    await areUntouched()
  })
})

describe('an attacker over HTTP', () => {
  test('that posts an invalid frame is answered 400 with a reason, and harms no other chat', async () => {
    const { server, areUntouched } = await serveBystanders()
    for (const [what, frame, refusal] of frames) {
      const response = await post(server, frame)
      expect({ status: response.status, text: await response.text() }, what).toEqual({
        status: 400,
        text: expect.stringMatching(refusal),
      })
    }
    await areUntouched()
  })

  test('that requests something else gets a clear refusal', async () => {
    const { server, areUntouched } = await serveBystanders()
    const asked: [status: number, text: string, response: Promise<Response>][] = [
      [413, `${maxFrameBytes} bytes`, post(server, `[${'x'.repeat(maxFrameBytes)}]`)],
      [415, 'application/json', post(server, 'a=b', { 'content-type': 'text/plain' })],
      [403, 'allowedOrigins', post(server, '[]', { origin: 'https://evil.example' })],
      [405, 'POST', fetch(server.url)],
    ]
    for (const [status, text, response] of asked) {
      const { status: given, headers } = await response
      expect(given).toBe(status)
      expect(await (await response).text()).toContain(text)
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
    await areUntouched()
  })

  test('that sends half a body harms no other chat', async () => {
    const { server, areUntouched } = await serveBystanders()
    const socket = connect(server.port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => undefined) // the server may reset it
    const head = 'POST /cometd HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n'
    await new Promise((written) => socket.write(`${head}[{"chan`, written))
    socket.destroy()
    await areUntouched()
  })
})

function dial(server: RunningServer, options: ClientOptions = {}) {
  const socket = new WebSocket(server.url.replace(/^http/, 'ws'), options)
  onTestFinished(() => socket.terminate())
  socket.on('error', () => undefined) // what comes of it is what the test waits for
  const opened = new Promise((resolve) => socket.once('open', resolve))
  let closed: { code: number; reason: string } | undefined
  let refused: { status: number | undefined; text: string } | undefined
  socket.once('close', (code, reason) => (closed = { code, reason: reason.toString() }))
  socket.once('unexpected-response', (_request, response) => {
    let text = ''
    response.on('data', (chunk) => (text += String(chunk)))
    response.on('end', () => (refused = { status: response.statusCode, text }))
  })
  return {
    send: (frame: string | Buffer) => opened.then(() => socket.send(frame)),
    closed: () => eventually(() => closed),
    refused: () => eventually(() => refused),
  }
}

/** A connection after its upgrade to WebSocket, on which a test can write any bytes. */
async function dialRaw(server: RunningServer) {
  const socket = connect(server.port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let heard = ''
  socket.on('data', (chunk) => (heard += String(chunk)))
  socket.on('error', () => undefined) // a reset is an end too
  socket.write(
    'GET /cometd HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  await eventually(() => heard.includes('101 Switching Protocols'))
  return socket
}

function post(server: RunningServer, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
}
