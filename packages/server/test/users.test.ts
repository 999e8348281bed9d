import type { Authenticate, AuthenticateContext } from '@chat-transport/backend'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { startServer } from '../../../test/support/start-server.ts'
import { PollingPage, SocketPage } from './support/bayeux-clients.ts'
import { restoreSession, sendMessage, startSession } from './support/commands.ts'

/** Both transports, as pages that wait for events by themselves. */
const transports = [
  ['websocket', (url: string) => new SocketPage(url)],
  ['long-polling', (url: string) => listening(new PollingPage(url))],
] as const

/** A long-polling page that polls from its attach on, like a real one, until its line ends. */
function listening(page: PollingPage) {
  const attach = page.attach.bind(page)
  let polling: Promise<void> | undefined
  return Object.assign(page, {
    attach: async (command: unknown) => {
      const reply = await attach(command)
      if (reply.successful) polling = page.pollUntil(() => false).catch(() => undefined)
      return reply
    },
    closed: async () => polling,
  })
}

const byAuth: Authenticate = (_request, { auth }) =>
  auth === undefined || { user: { id: auth, name: auth.toUpperCase() } }
const identify = (auth: string, id = 'identify-1') => ({ type: 'Identify', id, auth })

describe.each(transports)('a user over %s', (transport, openPage) => {
  test('is told by what the page brings: its body, its headers, its address', async () => {
    const contexts: AuthenticateContext[] = []
    const server = await startServer({ authenticate: (_request, context) => void contexts.push(context) })
    await openPage(`${server.url}?shop=7`).attach(startSession({ auth: 'a-token' }))
    expect(contexts).toMatchObject([
      { auth: 'a-token', transport, url: '/cometd?shop=7', headers: { host: new URL(server.url).host } },
    ])
    expect(JSON.stringify({ ...contexts[0], auth: undefined })).not.toContain('a-token')
  })

  test('has one chat on two devices, which both see what either says', async () => {
    const server = await startServer({ authenticate: byAuth })
    const [desk, phone] = [openPage(server.url), openPage(server.url)]
    const attached = [
      await desk.attach(startSession({ auth: 'ada' })),
      await phone.attach(startSession({ auth: 'ada' })),
    ].map(({ ext }) => ext?.chat)
    expect(attached[1]).toMatchObject({ sessionId: attached[0]?.sessionId, party: { name: 'ADA' }, head: 1 })
    await desk.publish(sendMessage('from the desk'))
    await eventually(() => phone.events.some(({ type }) => type === 'EventMessage'))
    await phone.publish(sendMessage('from the phone'))
    for (const { events } of [desk, phone]) {
      await eventually(() => events.some(({ index }) => index === 3))
      expect(events.flatMap(({ index }) => index ?? [])).toEqual([1, 2, 3])
    }
  })

  test('loses the session on one device to another, and is told, where one device is allowed', async () => {
    const server = await startServer({ authenticate: byAuth, oneDevice: true })
    const [desk, phone] = [openPage(server.url), openPage(server.url)]
    const start = startSession({ auth: 'ada' })
    const { ext } = await desk.attach(start)
    await phone.attach(startSession({ auth: 'ada' }))
    await eventually(() => desk.events.some(({ type }) => type === 'EventSessionTaken'))
    await desk.closed()
    const restore = { ...restoreSession(start, { sessionId: ext?.chat.sessionId, take: true }), auth: 'ada' }
    const back = await openPage(server.url).attach(restore)
    expect(back).toMatchObject({ successful: false, ext: { chat: { error: { code: 50 } } } })
  })

  test('signs in on the open line, which goes on also if that is refused', async () => {
    const server = await startServer({ authenticate: byAuth })
    const page = openPage(server.url)
    await page.attach(startSession())
    await page.publish(identify('ada'))
    await eventually(() => page.events.some(({ type }) => type === 'EventParticipantUpdated'))
    await page.publish(identify('bob', 'identify-2'))
    await eventually(() => page.events.some(({ type }) => type === 'EventError'))
    await page.publish(sendMessage('and on'))
    await eventually(() => page.events.some(({ type }) => type === 'EventMessage'))
    expect(page.events.slice(-3)).toMatchObject([
      { type: 'EventParticipantUpdated', commandId: 'identify-1', party: { name: 'ADA' } },
      { type: 'EventError', commandId: 'identify-2', error: { code: 3 } },
      { type: 'EventMessage', index: 3 },
    ])
  })

  test('attaches anew when the log-in expires, and has missed nothing', async () => {
    let lastsMs = 1_000
    const authenticate: Authenticate = () => ({ user: { id: 'ada' }, expiresAt: Date.now() + lastsMs })
    const server = await startServer({ authenticate })
    const start = startSession({ auth: 'old-token' })
    const page = openPage(server.url)
    const { ext } = await page.attach(start)
    if (page instanceof SocketPage) await page.ask('/meta/connect', { connectionType: 'websocket' })
    await page.closed()
    expect(page.events.filter(({ type }) => type !== 'EventParticipantJoined')).toEqual([])
    lastsMs = 60_000
    const [session] = server.server.backend.sessions()
    await session?.join({ name: 'Grace' }).say('are you there?')
    const next = openPage(server.url)
    await next.attach(restoreSession(start, { sessionId: ext?.chat.sessionId, after: 1 }))
    await eventually(() => next.events.some(({ type }) => type === 'EventMessage'))
    expect(next.events.flatMap(({ index }) => index ?? [])).toEqual([2, 3])
  })

  test('brings a token that no log shows', async () => {
    const lines: string[] = []
    const note = (...details: unknown[]) => void lines.push(details.map(String).join(' '))
    const logger = { debug: note, info: note, warn: note, error: note }
    const server = await startServer({ logger, authenticate: (_request, { auth }) => auth !== 'wrong-t0ken' })
    await openPage(server.url).attach(startSession({ auth: 'right-t0ken' }))
    await openPage(server.url).attach(startSession({ auth: 'wrong-t0ken' }))
    expect(lines.some((line) => line.includes('101'))).toBe(true)
    expect(lines.join('\n')).not.toContain('t0ken')
  })
})

test('credentials as large as a film are refused, and the server goes on', async () => {
  const { url } = await startServer({ authenticate: byAuth })
  const film = startSession({ auth: 'x'.repeat(10 * 1024 * 1024) })
  await expect(new PollingPage(url).attach(film)).rejects.toThrow('413')
  const page = new SocketPage(url)
  await page.send({ channel: '/meta/handshake', ext: { chat: film } })
  expect(await page.closed()).toMatchObject({ code: 1009 })
  expect(await new SocketPage(url).attach(startSession({ auth: 'ada' }))).toMatchObject({ successful: true })
})
