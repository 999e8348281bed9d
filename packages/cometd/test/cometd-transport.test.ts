import type { Connectivity, TransportListener } from '@chat-transport/core'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { installBrowserGlobals } from '../../../test/support/node-browser-globals.ts'
import { cometdTransport, type CometdTransportOptions, type CometdTransportType } from '../src/index.ts'
import { startCometDServer } from './support/cometd-server.ts'
import { attach } from './support/recorded-line.ts'
import { attached } from './support/scripted-server.ts'

const url = 'https://chat.example/cometd'

function connect(options: CometdTransportOptions) {
  const events: unknown[] = []
  const connectivity: Connectivity[] = []
  const listener: TransportListener = {
    position: 0,
    onEvent: (event) => events.push(event),
    onConnectivity: ({ current }) => connectivity.push(current),
  }
  const connection = cometdTransport(options).connect(attach, listener)
  onTestFinished(() => connection.close())
  return { connection, events, connectivity }
}

describe('options', () => {
  test('a URL is enough, and no page is needed until it connects', () => {
    expect(cometdTransport({ url })).toMatchObject({ name: 'cometd' })
    expect(cometdTransport({ url: '/cometd' })).toMatchObject({ name: 'cometd' })
  })

  test('a message says which option is wrong, what is expected and what it got', () => {
    const expected = 'cometdTransport transports: expected a list of one or more of websocket, long-polling, each once'
    const given = (...transports: string[]) => ({ url, transports: transports as 'websocket'[] })
    for (const transports of [[], ['websocket', 'polling'], ['websocket', 'websocket']])
      expect(() => cometdTransport(given(...transports))).toThrow(new RangeError(`${expected}, got array`))
    expect(() => cometdTransport({ url, transports: 'websocket' as never })).toThrow(
      new TypeError(`${expected}, got string`),
    )
  })

  test('a name that no option has is refused, and so are those that it gives linkedTransport itself', () => {
    for (const other of [{ silenceTimoutMs: 1 }, { open: () => () => undefined }, { name: 'own' }])
      expect(() => cometdTransport({ url, ...other })).toThrow(
        new TypeError(`cometdTransport ${Object.keys(other).join()}: there is no such option`),
      )
  })

  test('headers are accepted, also where there is no Headers to check them, as in jsdom under Jest', () => {
    const requestHeaders = { token: 'x' }
    expect(cometdTransport({ url, requestHeaders }).name).toBe('cometd')
    expect(cometdTransport({ url, requestHeaders: new Headers(requestHeaders) }).name).toBe('cometd')
    vi.stubGlobal('Headers', undefined)
    onTestFinished(() => void vi.unstubAllGlobals())
    expect(cometdTransport({ url, requestHeaders }).name).toBe('cometd')
  })

  test('an option that is undefined counts as not given', () => {
    const given = {
      url,
      transports: undefined,
      clock: undefined,
      requestHeaders: undefined,
      silenceTimeoutMs: undefined,
    }
    expect(cometdTransport(given as unknown as CometdTransportOptions).name).toBe('cometd')
  })

  test.each([
    ['options', undefined, TypeError],
    ['url', {}, TypeError],
    ['url', { url: '' }, RangeError],
    ['url', { url: 'wss://chat.example/cometd' }, RangeError],
    ['transports', { url, transports: 'websocket' }, TypeError],
    ['transports', { url, transports: [] }, RangeError],
    ['transports', { url, transports: ['callback-polling'] }, RangeError],
    ['transports', { url, transports: ['websocket', 'websocket'] }, RangeError],
    ['requestHeaders', { url, requestHeaders: null }, TypeError],
    ['requestHeaders', { url, requestHeaders: 'X: y' }, TypeError],
    ['requestHeaders', { url, requestHeaders: [] }, TypeError],
    ['requestHeaders', { url, requestHeaders: { 'no header': 'x' } }, TypeError],
    ['requestHeaders', { url, requestHeaders: { token: 'two\nlines' } }, TypeError],
    ['interruptionTimeoutMs', { url, interruptionTimeoutMs: -1 }, RangeError],
    ['silenceTimeoutMs', { url, silenceTimeoutMs: '15' }, TypeError],
    ['openTimeoutMs', { url, openTimeoutMs: Number.NaN }, RangeError],
    ['retryDelayMs', { url, retryDelayMs: 400 }, TypeError],
    ['clock', { url, clock: {} }, TypeError],
    ['network', { url, network: true }, TypeError],
    ['logger', { url, logger: { warn() {} } }, TypeError],
  ])('a bad one is named: %s in %j', (name, options, failure) => {
    const make = () => cometdTransport(options as unknown as CometdTransportOptions)
    expect(make).toThrow(failure)
    expect(make).toThrow(name)
  })
})

describe.each<CometdTransportType>(['websocket', 'long-polling'])('over %s', (transport) => {
  test('it connects, hands on events, and heals by attaching again', async () => {
    installBrowserGlobals()
    const server = await startCometDServer()
    const { events, connectivity } = connect({ url: server.url, transports: [transport], retryDelayMs: () => 0 })
    await eventually(() => connectivity.at(-1) === 'connected' && server.open === 1)

    server.dropConnections()

    await eventually(() => connectivity.length === 3)
    expect(connectivity).toEqual(['connected', 'reconnecting', 'connected'])
    expect(server.attaches).toMatchObject([attach, { type: 'RestoreSession', sessionId: 'session-1', take: false }])
    expect(events).toEqual([attached, { ...attached, commandId: expect.not.stringMatching(attach.id) as string }])
  })

  test('nothing is left after it is closed', async () => {
    installBrowserGlobals()
    const server = await startCometDServer()
    const { connection, connectivity } = connect({ url: server.url, transports: [transport] })
    await eventually(() => connectivity.at(-1) === 'connected')

    connection.close('detached')

    await eventually(() => server.open === 0 && server.sessions === 0)
    expect(process.getActiveResourcesInfo()).not.toContain('MessagePort')
  })
})

test('where WebSocket is refused, long-polling takes over at once', async () => {
  installBrowserGlobals()
  const server = await startCometDServer({ upgrades: 'refuse' })
  const { connectivity } = connect({ url: server.url })

  await eventually(() => connectivity.at(-1) === 'connected', 2000)

  expect(server.upgrades).toBe(1)
})
