// @vitest-environment jsdom
import type { Message } from 'cometd'
import type { SendMessage } from '@chat-transport/core'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { cometdLink } from '../src/cometd-link.ts'
import { attach, openLink } from './support/recorded-line.ts'
import { chat, event, message, open, openAccepted } from './support/open-scripted-link.ts'
import { scriptedPollingServer } from './support/scripted-polling-server.ts'
import { attached, handshakeFields } from './support/scripted-server.ts'
import { scriptedSocketServer } from './support/scripted-socket-server.ts'

describe.each([
  ['websocket', scriptedSocketServer],
  ['long-polling', scriptedPollingServer],
] as const)('a link over %s', (transport, scripted) => {
  test('the link has the name of its transport', () => {
    expect(cometdLink({ url: 'https://chat.example/cometd', transport }).name).toBe(transport)
  })

  test('L1: the attach is on the handshake, the first message', async () => {
    const server = scripted()
    open(server)

    await server.hears('/meta/handshake')

    expect(server.messages[0]).toMatchObject({
      channel: '/meta/handshake',
      ext: { chat: attach },
      supportedConnectionTypes: [transport],
      advice: { timeout: 10_000 },
    })
  })

  test('L2: the answer to the attach comes first, then the events in their order, unchanged', async () => {
    const server = scripted()
    const { told } = open(server)
    const odd = { type: 'EventError', error: { code: 1, description: 'x', hint: { deep: [1] } }, extra: null }

    ;(await server.hears('/meta/handshake')).answers(handshakeFields(transport))
    ;(await server.hears('/meta/connect')).answers({}, chat(event(1)), chat(odd), chat(null))

    await eventually(() => told.length === 4)
    expect(told).toEqual([attached, event(1), odd, null])
  })

  test('events that are announced to come with the handshake hold nothing up', async () => {
    const server = scripted()
    const link = open(server)
    const handshake = await server.hears('/meta/handshake')

    handshake.answers({ ...handshakeFields(transport), 'x-messages': 1 } as Partial<Message>, chat(event(1)))
    ;(await server.hears('/meta/connect')).answers()

    await link.opening
    expect(link.told).toEqual([attached, event(1)])
  })

  test('it opens with the first answer on the path of the events, not with the handshake', async () => {
    const server = scripted()
    const link = open(server)
    const opened = vi.fn()
    void link.opening.then(opened)

    ;(await server.hears('/meta/handshake')).answers(handshakeFields(transport))
    const connect = await server.hears('/meta/connect')
    expect(link.told).toEqual([attached])
    expect(opened).not.toHaveBeenCalled()
    connect.answers()

    await eventually(() => opened.mock.calls.length === 1)
    expect(link.told).toEqual([attached])
  })

  test('every answer to /meta/connect is a sign of life, and the next one follows without a timer', async () => {
    const server = scripted()
    const { clock, line } = await openAccepted(server)
    const signs = vi.spyOn(line, 'alive')

    for (let beat = 0; beat < 3; beat++) {
      const connect = await server.hears('/meta/connect')
      await clock.advance(10_000)
      signs.mockClear()
      connect.answers()
      await eventually(() => signs.mock.calls.length > 0)
    }

    await server.hears('/meta/connect')
    expect(clock.pending).toBe(0)
  })

  test('one poll follows on a /meta/connect that is answered twice', async () => {
    const server = scripted()
    const { clock } = await openAccepted(server)
    const advice = { reconnect: 'retry', interval: 2000, timeout: 10_000 } as const

    const connect = await server.hears('/meta/connect')
    const again = { ...connect.message, successful: true, advice } as Message
    connect.answers({ advice }, again)
    await eventually(() => clock.pending > 0)
    const before = server.messages.length
    await clock.advance(2000)
    const held = await server.hears('/meta/connect')
    expect(server.messages.length).toBe(before + 1)

    held.answers({ advice }, again)
    await eventually(() => clock.pending > 0)
    expect(clock.pending).toBe(1)
  })

  test('an interval the server advises is kept, on the clock', async () => {
    const server = scripted()
    const { clock } = await openAccepted(server)

    ;(await server.hears('/meta/connect')).answers({ advice: { reconnect: 'retry', interval: 2000, timeout: 10_000 } })
    await eventually(() => clock.pending === 1)
    await clock.advance(1999)
    const before = server.messages.length
    await clock.advance(1)

    await server.hears('/meta/connect')
    expect(server.messages.length).toBe(before + 1)
  })

  test('L5: commands arrive in the order given and resolve when acknowledged', async () => {
    const server = scripted()
    const { send } = await openAccepted(server)
    const done: string[] = []

    for (const id of ['a', 'b', 'c', 'd']) void Promise.resolve(send(message(id))).then(() => done.push(id))
    for (let count = 0; count < 4; count++) (await server.hears('/service/chat')).answers()

    await eventually(() => done.length === 4)
    expect(done).toEqual(['a', 'b', 'c', 'd'])
    const published = server.messages.filter(({ channel }) => channel === '/service/chat')
    expect(published.map(({ data }) => (data as SendMessage).id)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('a command that the server does not take rejects', async () => {
    const server = scripted()
    const { send } = await openAccepted(server)
    const sending = send(message('a'))

    ;(await server.hears('/service/chat')).answers({ successful: false, error: '402::session_unknown' })

    await expect(sending).rejects.toThrow('the server refused /service/chat: 402::session_unknown')
  })

  test('messages that cometd does not know, and events of other channels, are ignored', async () => {
    const server = scripted()
    const { causes, told } = await openAccepted(server)
    const connect = await server.hears('/meta/connect')

    connect.answers({}, { channel: '/service/chat' }, { channel: '/other', data: 1 }, chat(event(1)))

    await eventually(() => told.length === 2)
    expect(told).toEqual([attached, event(1)])
    expect(causes).toEqual([])
  })

  test('it opens in a page whose CSP forbids workers, for it makes none', async () => {
    const makesWorker = vi.fn()
    vi.stubGlobal('Worker', makesWorker)
    onTestFinished(() => void vi.unstubAllGlobals())

    await openAccepted(scripted())

    expect(makesWorker).not.toHaveBeenCalled()
  })

  test('nothing is written to the console, and no secret to the log', async () => {
    const said = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) => vi.spyOn(console, level))
    onTestFinished(() => said.forEach((spy) => spy.mockRestore()))
    const logged: unknown[] = []
    const log = (...words: unknown[]) => void logged.push(...words)
    const server = scripted()
    const logger = { debug: log, info: log, warn: log, error: log }
    openLink(cometdLink({ url: server.url, transport }), { logger })

    await server.letsIn()
    ;(await server.hears('/meta/connect')).answers({}, { channel: '/odd', ext: { secret: 's3cret' } })

    await eventually(() => logged.length > 0)
    expect(JSON.stringify(logged)).not.toContain('s3cret')
    for (const level of said) expect(level).not.toHaveBeenCalled()
  })
})

test('an environment without a page is named', () => {
  vi.stubGlobal('window', undefined)
  try {
    const line = openLink(cometdLink({ url: 'http://a.example/cometd', transport: 'websocket' }))
    return expect(line.opening).rejects.toThrow('there is no window')
  } finally {
    vi.unstubAllGlobals()
  }
})
