// @vitest-environment jsdom
import type { Message } from 'cometd'
import type { SendMessage } from '@chat-transport/core'
import { describe, expect, test, vi } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { cometdLink } from '../src/cometd-link.ts'
import { attach, openLink, type Reactions } from './support/recorded-line.ts'
import { scriptedPollingServer } from './support/scripted-polling-server.ts'
import { attached, handshakeFields, type ScriptedServer } from './support/scripted-server.ts'
import { scriptedSocketServer } from './support/scripted-socket-server.ts'

const message = (id: string): SendMessage => ({ type: 'SendMessage', id, content: { type: 'text', text: id } })
const event = (index: number) => ({ type: 'EventMessage', index })
const chat = (data: unknown): Message => ({ channel: '/service/chat', data })

/** The clock stands still: what these tests see happen needs no timer, as in a tab whose timers are throttled. */
function open(server: ScriptedServer, reactions: Reactions = {}) {
  const clock = fakeClock()
  const { url, transport } = server
  return { clock, ...openLink(cometdLink({ url, transport, clock }), reactions) }
}

async function letIn(server: ScriptedServer, reactions: Reactions = {}) {
  const link = open(server, reactions)
  await server.letsIn()
  return { ...link, send: await link.opening }
}

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

    await eventually(() => told.length === 5)
    expect(told).toEqual([attached, 'alive', event(1), odd, null])
  })

  test('events that are announced to come with the handshake hold nothing up', async () => {
    const server = scripted()
    const link = open(server)
    const handshake = await server.hears('/meta/handshake')

    handshake.answers({ ...handshakeFields(transport), 'x-messages': 1 } as Partial<Message>, chat(event(1)))
    ;(await server.hears('/meta/connect')).answers()

    await link.opening
    expect(link.told).toEqual([attached, event(1), 'alive'])
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
    expect(link.told).toEqual([attached, 'alive'])
  })

  test('every answer to /meta/connect is a sign of life, and the next one follows without a timer', async () => {
    const server = scripted()
    const { told, clock } = await letIn(server)

    for (let beat = 0; beat < 3; beat++) (await server.hears('/meta/connect')).answers()

    await server.hears('/meta/connect')
    expect(told).toEqual([attached, 'alive', 'alive', 'alive', 'alive'])
    expect(clock.pending).toBe(0)
  })

  test('an interval the server advises is kept, on the clock', async () => {
    const server = scripted()
    const { clock } = await letIn(server)

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
    const { send } = await letIn(server)
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
    const { send } = await letIn(server)
    const sending = send(message('a'))

    ;(await server.hears('/service/chat')).answers({ successful: false, error: '402::session_unknown' })

    await expect(sending).rejects.toThrow('the server refused /service/chat: 402::session_unknown')
  })

  test('L3: a refused handshake hands on the answer, then is lost', async () => {
    const server = scripted()
    const link = open(server)
    const refused = { type: 'EventError', error: { code: 101, description: 'login failed' }, commandId: 'start-1' }

    const handshake = await server.hears('/meta/handshake')
    handshake.answers({
      successful: false,
      error: '403::denied',
      ext: { chat: refused },
      advice: { reconnect: 'none' },
    })

    await expect(link.opening).rejects.toThrow('the server refused /meta/handshake: 403::denied')
    expect(link.told).toEqual([refused])
    expect(link.causes).toHaveLength(1)
  })

  test('L3: a CometD server that does not answer the attach is no chat server', async () => {
    const server = scripted()
    const link = open(server)

    ;(await server.hears('/meta/handshake')).answers({ ...handshakeFields(transport), ext: {} })

    await expect(link.opening).rejects.toThrow('without a chat answer')
  })

  test('L3: it is lost when the server does not offer the connection type', async () => {
    const server = scripted()
    const link = open(server)

    ;(await server.hears('/meta/handshake')).answers(handshakeFields('callback-polling'))

    await expect(link.opening).rejects.toThrow('the server does not offer this connection type')
    expect(server.messages).toHaveLength(1)
  })

  test.each([
    [
      'refused with advice to shake hands again',
      { successful: false, error: '402::unknown', advice: { reconnect: 'handshake' } },
    ],
    ['refused with advice to retry', { successful: false, error: '500::', advice: { reconnect: 'retry' } }],
    ['answered with advice to stop', { advice: { reconnect: 'none' } }],
    ['answered with advice to shake hands', { advice: { reconnect: 'handshake' } }],
  ] as const)('L3: it is lost, and stays so, when /meta/connect is %s', async (_, fields) => {
    const server = scripted()
    const { causes, clock } = await letIn(server)

    ;(await server.hears('/meta/connect')).answers(fields as Partial<Message>)

    await eventually(() => causes.length === 1)
    await eventually(() => server.open === 0)
    const before = [server.dials, server.messages.length]
    await clock.advance(120_000)
    expect([server.dials, server.messages.length]).toEqual(before)
  })

  test('L3: it is lost when the server says goodbye', async () => {
    const server = scripted()
    const { causes } = await letIn(server)

    await server.says(JSON.stringify([{ channel: '/meta/disconnect', successful: true }]))

    await eventually(() => causes.length === 1)
    expect(causes[0]?.message).toBe('the server ended the connection')
  })

  test('L3: it is lost as soon as the connection dies, and does not dial again', async () => {
    const server = scripted()
    const { causes, clock } = await letIn(server)
    await server.hears('/meta/connect')
    const { dials } = server

    server.dropsConnections()

    await eventually(() => causes.length === 1)
    expect(causes[0]?.message).toContain('the cable was cut')
    await clock.advance(120_000)
    expect([server.dials, server.open]).toEqual([dials, 0])
  })

  test.each(['', '{', '{}', 'null', '"x"', '[null]', '[1]', '[{"data":1}]', '[{"channel":7,"data":1}]'])(
    'L3: what is no Bayeux (%s) cannot be trusted',
    async (text) => {
      const server = scripted()
      const { causes, told } = await letIn(server)

      await server.says(text)

      await eventually(() => causes.length === 1)
      expect(causes[0]?.message).toContain('unable to understand the server')
      expect(told).toEqual([attached, 'alive'])
    },
  )

  test('messages that cometd does not know, and events of other channels, are ignored', async () => {
    const server = scripted()
    const { causes, told } = await letIn(server)
    const connect = await server.hears('/meta/connect')

    connect.answers({}, { channel: '/service/chat' }, { channel: '/other', data: 1 }, chat(event(1)))

    await eventually(() => told.length === 4)
    expect(told).toEqual([attached, 'alive', 'alive', event(1)])
    expect(causes).toEqual([])
  })

  test('L4: nothing of a batch is handed on after the line has ended in the middle of it', async () => {
    const server = scripted()
    const link = await letIn(server, {
      received: (told, end) => {
        if ((told as { index?: number }).index === 2) end(new Error('enough'))
      },
    })

    ;(await server.hears('/meta/connect')).answers({}, chat(event(1)), chat(event(2)), chat(event(3)))

    await eventually(() => link.line.signal.aborted && server.open === 0)
    expect(link.told).toEqual([attached, 'alive', 'alive', event(1), event(2)])
    expect(link.late).toEqual([])
  })

  test.each(['detached', 'left'] as const)('L4: a line that is %s says goodbye and ends', async (reason) => {
    const server = scripted()
    const { end } = await letIn(server)
    await server.hears('/meta/connect')

    end(reason)

    const goodbye = await server.hears('/meta/disconnect')
    expect(goodbye.message.clientId).toBe('client-1')
    goodbye.answers()
    await eventually(() => server.open === 0)
  })

  test('L4: a line that was lost ends without a word', async () => {
    const server = scripted()
    const { end, clock } = await letIn(server)
    await server.hears('/meta/connect')
    const before = server.messages.length

    end(new Error('silent for too long'))

    await eventually(() => server.open === 0)
    await clock.advance(120_000)
    expect(server.messages.length).toBe(before)
  })

  test('L4: a link that is opened for a line that is over does not dial', async () => {
    const server = scripted()
    const over = AbortSignal.abort(new Error('over before it began'))
    const line = { signal: over, received() {}, alive() {}, lost() {} }

    expect(() => cometdLink({ url: server.url, transport })(attach, line as never)).toThrow('over before it began')

    expect(server.dials).toBe(0)
  })

  test('nothing is written to the console, and no secret to the log', async () => {
    const said = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) => vi.spyOn(console, level))
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

test.each([
  ['nothing', '[]'],
  ['events alone', JSON.stringify([chat(event(1))])],
  ['an answer to something else', JSON.stringify([{ channel: '/meta/connect', id: 'other', successful: true }])],
])('L3: over long-polling it is lost when /meta/connect is answered with %s', async (_, text) => {
  const server = scriptedPollingServer()
  const { causes } = await letIn(server)

  await server.says(text)

  await eventually(() => causes.length === 1)
  expect(causes[0]?.message).toContain('the response has no answer to /meta/connect')
  await eventually(() => server.open === 0)
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
