import { memoryStorage, type ChatSession } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { servePages, transports, type Scene, type VisitorPage } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'

/** Sockets and message ports of this process, besides those of the test run itself. */
const handles = () =>
  process.getActiveResourcesInfo().filter((name) => /TCPSocket|TCPConnect|MessagePort|HTTPClient/.test(name)).length

describe.each(transports)('over %s', (transport) => {
  async function chatIn({ openPage }: Scene) {
    const storage = memoryStorage()
    const page = await openPage({ storage })
    const session = await page.chat.startSession()
    await session.sendMessage('Hello')
    return { page, session, storage, log: logSession(session) }
  }

  async function expectNothingLeft({ server }: Scene, page: VisitorPage) {
    // A keep-alive connection without a request belongs to the browser: only those in use would be left behind.
    await eventually(() => {
      server.httpServer.closeIdleConnections()
      return page.line.connections === 0
    })
    expect({ timers: page.timers, listeners: page.listeners }).toEqual({ timers: 0, listeners: 0 })
  }

  test.each<[end: string, act: (session: ChatSession) => Promise<void>, stored: string[]]>([
    ['leave()', (session) => session.leave(), []],
    ['detach()', (session) => session.detach(), ['session']],
  ])('%s leaves no socket, timer or listener behind, and the server knows at once', async (_end, act, stored) => {
    const scene = await servePages(transport)
    const { page, session, storage } = await chatIn(scene)
    const onServer = await scene.server.waitForSession()

    await act(session)

    await eventually(() => !onServer.attached)
    await expectNothingLeft(scene, page)
    expect(storage.keys()).toEqual(stored)
  })

  test('so do the ends that the server makes', async () => {
    const scene = await servePages(transport)
    const ended = await chatIn(scene)
    await (await scene.server.waitForSession()).end('solved')
    const expired = await chatIn(scene)
    await scene.server.expireSession(expired.session.id)
    for (const { page, log, storage } of [ended, expired]) {
      await log.waitFor('sessionEnded')
      await eventually(async () => (await storage.keys()).length === 0)
      await expectNothingLeft(scene, page)
    }
  })

  test('so does detach() while the line is down, and between two attempts', async () => {
    const scene = await servePages(transport)
    const { page, session } = await chatIn(scene)
    page.line.cut()
    await eventually(() => session.status === 'reconnecting')
    await session.detach()
    await expectNothingLeft(scene, page)
  })

  test('so does giving up a start on a line that swallows everything', async () => {
    const scene = await servePages(transport)
    const page = await scene.openPage()
    page.line.blackHole()
    const abort = new AbortController()
    const start = page.chat.startSession({}, { signal: abort.signal })
    await eventually(() => page.line.connections > 0)
    abort.abort()
    await expect(start).rejects.toMatchObject({ name: 'AbortError' })
    page.line.restore() // what was closed meanwhile is seen to be closed only now
    await expectNothingLeft(scene, page)
    expect(scene.server.backend.sessions()).toEqual([])
  })

  test('fifty chats, begun and left one after another, leave what one leaves', async () => {
    const scene = await servePages(transport)
    const page = await scene.openPage()
    const begin = async () => (await page.chat.startSession()).leave()
    await begin()
    await expectNothingLeft(scene, page)
    const before = handles()

    for (let count = 0; count < 50; count++) await begin()

    await expectNothingLeft(scene, page)
    await eventually(() => handles() <= before)
    expect(scene.server.backend.sessions().filter(({ status }) => status === 'open')).toEqual([])
  })

  test('a server that shuts down ends its lines, and pages come back when it does', async () => {
    const scene = await servePages(transport)
    const { page, session } = await chatIn(scene)
    const { httpServer } = scene.server
    await scene.server.stop('properly')
    expect(httpServer.listening).toBe(false)
    await eventually(() => session.status !== 'connected')
    await session.detach()
    await expectNothingLeft(scene, page)
  })
})
