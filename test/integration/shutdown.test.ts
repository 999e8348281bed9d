import { memoryStorage, type ChatSession } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { servePages, transports, type Setup, type VisitorPage } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'

/** Sockets and message ports of this process, except those of the test run itself. */
const handles = () =>
  process.getActiveResourcesInfo().filter((name) => /TCPSocket|TCPConnect|MessagePort|HTTPClient/.test(name)).length

describe.each(transports)('over %s', (transport) => {
  async function chatIn({ openPage }: Setup) {
    const storage = memoryStorage()
    const page = await openPage({ storage })
    const session = await page.chat.startSession()
    await session.sendMessage('Hello')
    return { page, session, storage, log: logSession(session) }
  }

  async function expectNothingLeft({ server }: Setup, page: VisitorPage) {
    // A keep-alive connection without a request belongs to the browser. Only connections in use count as left behind.
    await eventually(() => {
      server.httpServer.closeIdleConnections()
      return page.line.connections === 0
    })
    expect({ timers: page.timers, listeners: page.listeners }).toEqual({ timers: 0, listeners: 0 })
  }

  test.each<[end: string, act: (session: ChatSession) => Promise<void>, stored: string[]]>([
    ['leave()', (session) => session.leave(), []],
    ['detach()', (session) => session.detach(), [expect.stringMatching(/^\w+\.session$/)]],
  ])('%s leaves no socket, timer or listener behind, and the server knows at once', async (_end, act, stored) => {
    const setup = await servePages(transport)
    const { page, session, storage } = await chatIn(setup)
    const onServer = await setup.server.waitForSession()

    await act(session)

    await eventually(() => !onServer.attached)
    await expectNothingLeft(setup, page)
    expect(storage.keys()).toEqual(stored)
  })

  test('so does an end made by the server', async () => {
    const setup = await servePages(transport)
    const ended = await chatIn(setup)
    await (await setup.server.waitForSession()).end('solved')
    const expired = await chatIn(setup)
    await setup.server.expireSession(expired.session.id)
    for (const { page, log, storage } of [ended, expired]) {
      await log.waitFor('sessionEnded')
      await page.chat.forget()
      expect(await storage.keys()).toEqual([])
      await expectNothingLeft(setup, page)
    }
  })

  test('so does detach() while the line is down, and between two attempts', async () => {
    const setup = await servePages(transport)
    const { page, session } = await chatIn(setup)
    page.line.cut()
    await eventually(() => session.status === 'reconnecting')
    await session.detach()
    await expectNothingLeft(setup, page)
  })

  test('so does aborting a start on a line that swallows everything', async () => {
    const setup = await servePages(transport)
    const page = await setup.openPage()
    page.line.blackHole()
    const abort = new AbortController()
    const start = page.chat.startSession({}, { signal: abort.signal })
    await eventually(() => page.line.connections > 0)
    abort.abort()
    await expect(start).rejects.toMatchObject({ name: 'AbortError' })
    page.line.restore() // what was closed meanwhile is seen to be closed only now
    await expectNothingLeft(setup, page)
    expect(setup.server.backend.sessions()).toEqual([])
  })

  test('fifty chats one after another leave no more behind than one', async () => {
    const setup = await servePages(transport)
    const page = await setup.openPage()
    const begin = async () => (await page.chat.startSession()).leave()
    await begin()
    await expectNothingLeft(setup, page)
    const before = handles()

    for (let count = 0; count < 50; count++) await begin()

    await expectNothingLeft(setup, page)
    await eventually(() => handles() <= before)
    expect(setup.server.backend.sessions().filter(({ status }) => status === 'open')).toEqual([])
  })

  test('a server that shuts down ends its lines, and pages reconnect when it is back', async () => {
    const setup = await servePages(transport)
    const { page, session } = await chatIn(setup)
    const { httpServer } = setup.server
    await setup.server.stop('properly')
    expect(httpServer.listening).toBe(false)
    await eventually(() => session.status !== 'connected')
    await session.detach()
    await expectNothingLeft(setup, page)
  })
})
