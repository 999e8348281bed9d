import { ChatRefusal, memorySessionStore, type SessionStore } from '@chat-transport/backend'
import { describe, expect, test } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { eventually, within } from '../../../test/support/deadline.ts'
import { startServer } from '../../../test/support/start-server.ts'
import { PollingPage, SocketPage } from './support/bayeux-clients.ts'
import { restoreSession, sendMessage, startSession } from './support/commands.ts'

/** Both transports, as pages that wait for events by themselves. */
const transports = [
  ['WebSocket', (url: string) => new SocketPage(url)],
  ['long-polling', (url: string) => listening(new PollingPage(url))],
] as const

/** A long-polling page that polls from its attach on, like a real one. */
function listening(page: PollingPage) {
  const attach = page.attach.bind(page)
  return Object.assign(page, {
    attach: async (command: unknown) => {
      const reply = await attach(command)
      // A page that is gone, or whose line has ended, polls no more: what the test waits for says whether it should.
      if (reply.successful) page.pollUntil(() => false).catch(() => undefined)
      return reply
    },
    event: (type: string) => eventually(() => page.events.find((event) => event.type === type)),
    closed: () => eventually(async () => (await page.publish({}))[0]?.error === '402::session_unknown'),
  })
}

describe.each(transports)('over %s', (_name, openPage) => {
  test('a visitor and an agent talk, each message once and in order', async () => {
    const server = await startServer({ limits: { commandsPerSecond: 1_000 } })
    server.server.onSession(async (session) => {
      const agent = session.join({ name: 'Grace' })
      session.onMessage(({ content }) => content.type === 'text' && agent.say(`echo ${content.text}`))
    })
    const page = openPage(server.url)
    await page.attach(startSession({ nickname: 'Ada' }))
    if (page instanceof SocketPage) await page.ask('/meta/connect', { connectionType: 'websocket' })
    await page.event('EventParticipantJoined')
    for (let count = 1; count <= 20; count += 1) await page.publish(sendMessage(String(count)))
    const texts = () =>
      page.events.flatMap(({ type, content }) => (type === 'EventMessage' ? [(content as { text: string }).text] : []))
    await eventually(() => texts().length === 40)
    const own = Array.from({ length: 20 }, (_, index) => String(index + 1))
    expect(texts().filter((text) => !text.startsWith('echo'))).toEqual(own)
    expect(texts().filter((text) => text.startsWith('echo'))).toEqual(own.map((text) => `echo ${text}`))
    const indexes = page.events.flatMap(({ index }) => (index === undefined ? [] : [index]))
    expect(indexes).toEqual(indexes.map((_, place) => place + 1))
  })

  test('an attach fences the line before it: what comes late is 402 or unread, and has no effect', async () => {
    const server = await startServer()
    const start = startSession()
    const [old, young] = [openPage(server.url), openPage(server.url)]
    const { ext } = await old.attach(start)
    await young.attach(restoreSession(start, { sessionId: ext?.chat.sessionId }))
    await old.closed()
    await young.publish(sendMessage('young'))
    await young.event('EventMessage')
    expect(young.events.filter(({ type }) => type === 'EventMessage')).toMatchObject([{ content: { text: 'young' } }])
  })

  test('a page that loses the session to another is told so', async () => {
    const server = await startServer()
    const start = startSession()
    const [first, second] = [openPage(server.url), openPage(server.url)]
    const { ext } = await first.attach(start)
    await second.attach(restoreSession({ ...start, pageId: 'second' }, { sessionId: ext?.chat.sessionId, take: true }))
    await first.event('EventSessionTaken')
    await first.closed()
    const back = await openPage(server.url).attach(restoreSession(start, { sessionId: ext?.chat.sessionId }))
    expect(back).toMatchObject({ successful: false, ext: { chat: { type: 'EventSessionTaken' } } })
  })

  test('100,000 events are replayed in order, in frames of at most 16 kB (256 kB over long-polling), and those that come meanwhile follow', async () => {
    const server = await startServer()
    const start = startSession()
    const first = openPage(server.url)
    const { ext } = await first.attach(start)
    if (first instanceof SocketPage) await first.connect({ timeout: 0 })
    const agent = await server.waitForAgent()
    await first.disconnect()
    for (let batch = 0; batch < 100; batch += 1) {
      await Promise.all(Array.from({ length: 1_000 }, (_, index) => agent.say(`message ${batch * 1_000 + index}`)))
      await settle() // so that fetch closes the connections that the server is about to close
    }
    const page = openPage(server.url)
    await page.attach(restoreSession(start, { sessionId: ext?.chat.sessionId }))
    const live = agent.say('live')
    const head = (await live).index
    await eventually(() => page.events.length >= head, 15_000)
    const frames = page instanceof SocketPage ? page.frames : page.bodies
    expect(Math.max(...frames.map((frame) => Buffer.byteLength(frame)))).toBeLessThanOrEqual(
      (page instanceof SocketPage ? 16 : 256) * 1024,
    )
    expect(page.events.findIndex(({ index }, place) => index !== place + 1)).toBe(-1)
    expect(page.events.at(-1)).toMatchObject({ content: { text: 'live' } })
  }, 30_000)

  describe('error', () => {
    const first = async (server: { url: string }, command: object = startSession()) =>
      (await openPage(server.url).attach(command)).ext?.chat

    /** The error that answers one command on a line of its own. */
    async function errorOf(options: Parameters<typeof startServer>[0], command: object) {
      const server = await startServer(options)
      const page = openPage(server.url)
      await page.attach(startSession())
      await page.publish(command)
      const event = await page.event('EventError')
      const next = await page.publish(sendMessage('next'))
      expect([next].flat()).toMatchObject([{ successful: true }])
      return event
    }

    test('1: the command is unknown', async () => {
      expect(await errorOf({}, { type: 'Dance', id: 'd' })).toMatchObject({ commandId: 'd', error: { code: 1 } })
      expect(await first(await startServer(), { type: 'Dance', id: 'd' })).toMatchObject({ error: { code: 1 } })
    })

    test('2: a mandatory parameter is missing', async () => {
      const event = await errorOf({}, { type: 'SendMessage', id: 'm' })
      expect(event).toMatchObject({
        commandId: 'm',
        error: { code: 2, description: expect.stringContaining('content') },
      })
    })

    test('3: the value of a parameter is incorrect', async () => {
      const event = await errorOf({}, sendMessage('', { id: 'm' }))
      expect(event).toMatchObject({ commandId: 'm', error: { code: 3, description: expect.stringContaining('text') } })
    })

    test('3: the command is larger than the limit, and the line goes on', async () => {
      const event = await errorOf({}, sendMessage('x'.repeat(100_000), { id: 'm' }))
      expect(event).toMatchObject({ commandId: 'm', error: { code: 3 } })
    })

    test('50: the session is unknown', async () => {
      const event = await first(await startServer(), restoreSession(startSession(), { sessionId: 'nowhere' }))
      expect(event).toMatchObject({ type: 'EventError', error: { code: 50 } })
    })

    test('51: a decorator stops the command; fields of its own are kept', async () => {
      const decorators = [
        () => {
          throw new ChatRefusal(51, 'not in office hours', { opensAt: '09:00' })
        },
      ]
      expect(await errorOf({ decorators }, sendMessage('hello', { id: 'm' }))).toEqual({
        type: 'EventError',
        commandId: 'm',
        error: { code: 51, description: 'not in office hours' },
        opensAt: '09:00',
      })
    })

    test('52: the command fails while it is carried out', async () => {
      const decorators = [
        () => {
          throw new Error('a bug')
        },
      ]
      const event = await errorOf({ decorators }, sendMessage('hello', { id: 'm' }))
      expect(event).toMatchObject({ commandId: 'm', error: { code: 52 } })
    })

    test('100: the store is out of reach', async () => {
      const store: SessionStore = Object.create(memorySessionStore(), {
        create: { value: () => Promise.reject(new Error('no connection')) },
        find: { value: () => Promise.reject(new Error('no connection')) },
      })
      const server = await startServer({ store })
      expect(await first(server)).toMatchObject({ type: 'EventError', error: { code: 100 } })
    })

    test('101: the site does not let the visitor in; the hook sees the request', async () => {
      const seen: unknown[] = []
      const server = await startServer({
        authenticate(request, { headers, transport }) {
          seen.push(request, headers?.['user-agent'] ?? headers?.host, transport)
          return false
        },
      })
      expect(await first(server)).toMatchObject({ type: 'EventError', error: { code: 101 } })
      expect(seen).toEqual([
        expect.objectContaining({ type: 'StartSession' }),
        expect.any(String),
        expect.stringMatching(/websocket|long-polling/),
      ])
      expect(JSON.stringify(seen)).not.toContain('secret')
    })
  })
})

describe('a session', () => {
  test('is shown to agents once its visitor has really connected', async () => {
    const server = await startServer()
    const page = new SocketPage(server.url)
    await page.attach(startSession())
    expect(server.backend.sessions()).toEqual([])
    await page.connect({ timeout: 0 })
    expect(await server.waitForSession()).toMatchObject({ attached: true })
  })

  test('expires when nobody is attached: its visitor is told 50', async () => {
    const server = await startServer({ sessionTimeoutMs: 20 })
    const start = startSession()
    const page = new SocketPage(server.url)
    const { ext } = await page.attach(start)
    await page.connect({ timeout: 0 })
    page.vanish()
    // Not by attaching again and again: each attach would give the session its whole time anew.
    await eventually(() => server.backend.sessions().length === 0)
    const again = new SocketPage(server.url)
    const reply = await again.attach(restoreSession(start, { sessionId: ext?.chat.sessionId }))
    expect(reply.ext?.chat).toMatchObject({ type: 'EventError', error: { code: 50 } })
  })

  test('moves between the transports', async () => {
    const server = await startServer()
    const start = startSession()
    const socket = new SocketPage(server.url)
    const { ext } = await socket.attach(start)
    await socket.publish(sendMessage('by socket'))
    await socket.event('EventMessage')
    const polling = new PollingPage(server.url)
    await polling.attach(restoreSession(start, { sessionId: ext?.chat.sessionId, after: 1 }))
    await polling.pollUntil((events) => events.length === 1)
    expect(polling.events).toMatchObject([{ index: 2, content: { text: 'by socket' } }])
    await socket.closed()
  })
})

test('closing waits no longer than it may for a decorator that never comes back', async () => {
  const never = new Promise<never>(() => undefined)
  const server = await startServer({ decorators: [() => never], closeTimeoutMs: 30 })
  const page = new SocketPage(server.url)
  await page.attach(startSession())
  await page.connect({ timeout: 0 })
  await page.publish(sendMessage('Hello'))
  await within(1_500, 'the end of the server, whose back end would wait for 2 s by itself', server.server.close())
})

test('a visitor whose commands wait for their turn longer than it may be away keeps its line', async () => {
  const { url } = await startServer({ limits: { commandsPerSecond: 20 }, heartbeatMs: 50, absenceTimeoutMs: 300 })
  const page = new SocketPage(url)
  await page.attach(startSession())
  const flood = Array.from({ length: 80 }, (_, index) => page.publish(sendMessage(String(index))))
  const polled = (async () => {
    while (page.events.filter(({ type }) => type === 'EventMessage').length < 80) await page.connect()
  })()
  await Promise.all([...flood, polled])
  const texts = page.events.flatMap(({ content }) => (content ? [(content as { text: string }).text] : []))
  expect(texts).toEqual(flood.map((_, index) => String(index)))
})
