// @vitest-environment jsdom
import { Server, WebSocket } from 'mock-socket'
import { expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { linkTimers } from '../src/link-timers.ts'
import { SocketTransport } from '../src/socket-transport.ts'

let servers = 0

function socketTo(scheme: 'http' | 'https') {
  const host = `socket-${++servers}.example`
  const server = new Server(`${scheme.replace('http', 'ws')}://${host}/cometd?tenant=1`)
  onTestFinished(() => server.stop())
  const heard: string[] = []
  server.on('connection', (socket) => socket.on('message', (text) => heard.push(String(text))))
  const received = vi.fn()
  const lost = vi.fn()
  const url = new URL(`${scheme}://${host}/cometd?tenant=1`)
  const progress = vi.fn()
  const clock = fakeClock()
  const startTimer = linkTimers(clock, new AbortController().signal)
  const transport = new SocketTransport({ url, requestHeaders: {}, received, lost, progress, startTimer })
  onTestFinished(() => transport.close())
  const send = (channel: string) => transport.send({ messages: [{ channel }] })
  return { server, transport, heard, received, lost, progress, clock, send }
}

test.each(['http', 'https'] as const)(
  'it dials the %s address as a WebSocket, once, with the first message',
  async (scheme) => {
    const { server, heard, send } = socketTo(scheme)

    send('/meta/handshake')
    await eventually(() => heard.length === 1)
    send('/meta/connect')

    await eventually(() => heard.length === 2)
    expect(server.clients()).toHaveLength(1)
    expect(heard).toEqual([
      '[{"channel":"/meta/handshake"}]',
      '[{"channel":"/meta/connect","advice":{"timeout":10000}}]',
    ])
  },
)

test('what is sent in one task goes out in one frame, in order, and in several when it is too much for one', async () => {
  const { transport, heard, send } = socketTo('http')
  send('/meta/handshake')
  await eventually(() => heard.length === 1)
  const half = { channel: '/service/chat', data: 'x'.repeat(16_000) }

  send('/a')
  send('/b')
  for (let count = 0; count < 3; count++) transport.send({ messages: [half] })

  await eventually(() => heard.length === 3)
  const channels = heard.map((frame) => (JSON.parse(frame) as { channel: string }[]).map(({ channel }) => channel))
  expect(channels).toEqual([['/meta/handshake'], ['/a', '/b', '/service/chat', '/service/chat'], ['/service/chat']])
})

test('what was sent in the task that closes the socket goes before the goodbye', async () => {
  const { transport, heard, send } = socketTo('http')
  send('/meta/handshake')
  await eventually(() => heard.length === 1)

  send('/service/chat')
  transport.close('goodbye')

  await eventually(() => heard.length === 3)
  expect(heard.slice(1)).toEqual(['[{"channel":"/service/chat"}]', 'goodbye'])
})

test('frames are handed on as they are, and the end with its reason', async () => {
  const { server, heard, received, lost, send } = socketTo('http')
  send('/meta/handshake')
  await eventually(() => heard.length === 1)

  server.clients()[0]?.send('any text')
  await eventually(() => received.mock.calls.length === 1)
  server.close({ code: 1012, reason: 'restart', wasClean: true })

  await eventually(() => lost.mock.calls.length === 1)
  expect(received).toHaveBeenCalledWith('any text')
  expect(lost.mock.calls[0]?.[0]).toMatchObject({ message: 'the WebSocket closed: code 1012 restart' })
})

test('a dial that is refused is lost', async () => {
  const { server, lost, send } = socketTo('http')
  server.stop()
  vi.stubGlobal('WebSocket', WebSocket)
  onTestFinished(() => void vi.unstubAllGlobals())

  send('/meta/handshake')

  await eventually(() => lost.mock.calls.length > 0)
  expect(lost.mock.calls[0]?.[0]).toMatchObject({
    message: expect.stringMatching(/^unable to open the WebSocket: code \d+/) as string,
    code: expect.any(Number) as number,
  })
})

test('closed while connecting, it says nothing to anybody', async () => {
  const { server, transport, heard, lost, send } = socketTo('http')
  send('/meta/handshake')

  transport.close('goodbye')

  await eventually(() => server.clients().every(({ readyState }) => readyState === WebSocket.CLOSED))
  expect(heard).toEqual([])
  expect(lost).not.toHaveBeenCalled()
})

test('closed when open, it sends the goodbye first', async () => {
  const { server, transport, heard, lost, send } = socketTo('http')
  send('/meta/handshake')
  await eventually(() => heard.length === 1)

  transport.close('goodbye')

  await eventually(() => heard.length === 2 && server.clients().length === 0)
  expect(heard[1]).toBe('goodbye')
  expect(lost).not.toHaveBeenCalled()
})

test('closed before the first message, there is nothing to close', () => {
  const { server, transport } = socketTo('http')

  transport.close('goodbye')

  expect(server.clients()).toHaveLength(0)
})

/** A socket that does what the test tells it to, for what `mock-socket` cannot do. */
class StubSocket {
  static last: StubSocket
  readonly OPEN = 1
  readonly CLOSED = 3
  readyState = 0
  bufferedAmount = 0
  onopen?: () => void
  onerror?: () => void
  constructor() {
    StubSocket.last = this
  }
  send() {}
  close() {}
}

function stubbed() {
  const stubs = socketTo('http')
  vi.stubGlobal('WebSocket', StubSocket)
  onTestFinished(() => void vi.unstubAllGlobals())
  stubs.send('/meta/handshake')
  return { ...stubs, socket: StubSocket.last }
}

test('an address that the CSP forbids is lost at once: only an error tells it, no close ever comes', () => {
  const { socket, lost } = stubbed()

  socket.readyState = socket.CLOSED
  socket.onerror?.()

  expect(lost.mock.calls).toMatchObject([[{ message: 'unable to open the WebSocket: code 1006', code: 1006 }]])
})

test('an error before the close says nothing: the close knows more', () => {
  const { socket, lost } = stubbed()

  socket.onerror?.()

  expect(lost).not.toHaveBeenCalled()
})

test('what leaves the page is progress; what stays there is not, and an idle socket is not looked at', async () => {
  const { socket, clock, progress } = stubbed()
  socket.bufferedAmount = 100_000
  socket.onopen?.()
  progress.mockClear()

  await clock.advance(3000)
  expect(progress).not.toHaveBeenCalled()
  socket.bufferedAmount = 60_000
  await clock.advance(1000)
  expect(progress).toHaveBeenCalledOnce()
  socket.bufferedAmount = 0
  await clock.advance(1000)

  expect(progress).toHaveBeenCalledTimes(2)
  expect(clock.pending).toBe(0)
})
