import { memoryStorage } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { servePages, transports } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'
import { textsOf } from './support/transcript-texts.ts'

describe.each(transports)('over %s', (transport) => {
  /** A chat in one tab, and a second tab to be opened later. */
  async function chatInFirstTab() {
    const attaches: { pageId: string; take: boolean }[] = []
    const { server, openPage } = await servePages(transport, {
      authenticate(request) {
        if (request.type !== 'Identify') attaches.push({ pageId: request.pageId, take: request.take })
      },
    })
    const storage = memoryStorage()
    const firstPage = await openPage({ storage, retryDelayMs: () => 20 })
    const first = await firstPage.chat.startSession()
    const firstLog = logSession(first)
    const onServer = await server.waitForSession()
    const agent = await server.waitForAgent()

    async function takeInSecondTab() {
      const page = await openPage({ storage, retryDelayMs: () => 20 })
      const session = await page.chat.restoreSession()
      if (!session) throw new Error('nothing was restored')
      return { secondPage: page, second: session, secondLog: logSession(session) }
    }
    return { attaches, firstPage, first, firstLog, onServer, agent, takeInSecondTab }
  }

  test('the second takes the session; the first ends as taken over, and leaves nothing running', async () => {
    const { firstPage, first, firstLog, onServer, agent, takeInSecondTab } = await chatInFirstTab()

    const { second, secondLog } = await takeInSecondTab()

    expect(await firstLog.waitFor('sessionEnded')).toEqual({ reason: 'taken-over' })
    expect(first.status).toBe('ended')
    expect(firstLog.errors).toEqual([])
    await expect(first.sendMessage('Hello?')).rejects.toMatchObject({ name: 'InvalidStateError' })
    expect([firstPage.timers, firstPage.listeners]).toEqual([0, 0])

    await agent.say('Hi')
    await secondLog.waitForText('Hi')
    await second.sendMessage('Hello')
    expect(second.id).toBe(first.id)
    expect(textsOf(await onServer.transcript())).toEqual(['Hi', 'Hello'])
    expect(firstLog.texts).toEqual([])
  })

  test('the first never takes it back, also when the second loses its line: it does not attach again, and nothing of it runs', async () => {
    const { attaches, firstPage, firstLog, agent, takeInSecondTab } = await chatInFirstTab()
    const { secondPage, second, secondLog } = await takeInSecondTab()
    await firstLog.waitFor('sessionEnded')

    for (const n of [1, 2, 3]) {
      secondPage.line.cut()
      await eventually(() => second.status === 'reconnecting')
      secondPage.line.restore()
      await agent.say(`agent ${n}`)
      await secondLog.waitForText(`agent ${n}`)
    }

    expect([firstPage.timers, firstPage.listeners]).toEqual([0, 0])
    expect(attaches.map(({ take }) => take)).toEqual([true, true, false, false, false])
    expect(new Set(attaches.slice(1).map(({ pageId }) => pageId)).size).toBe(1)
    await eventually(() => second.status === 'connected')
  })

  test('the same when the first was offline: it learns of it when it is back online, and the second notices nothing', async () => {
    const { attaches, firstPage, first, firstLog, onServer, takeInSecondTab } = await chatInFirstTab()
    firstPage.line.cut()
    await eventually(() => first.status === 'reconnecting')
    const offline = first.sendMessage('typed offline')
    const released = expect(offline).rejects.toMatchObject({ name: 'AbortError' })
    const { second, secondLog } = await takeInSecondTab()

    firstPage.line.restore()

    expect(await firstLog.waitFor('sessionEnded')).toEqual({ reason: 'taken-over' })
    await released
    expect(first.transcript.at(-1)).toMatchObject({
      delivery: 'queued',
      command: { content: { text: 'typed offline' } },
    })
    expect(attaches.map(({ take }) => take)).toEqual([true, true, false])
    await second.sendMessage('from the second')
    // The second found it in storage and sent it, once.
    expect(textsOf(await onServer.transcript())).toEqual(['typed offline', 'from the second'])
    expect(secondLog.story.filter((word) => word === 'connected' || word === 'reconnecting')).toEqual(['connected'])
    await eventually(() => second.status === 'connected')
  })

  test('the first takes it back when its visitor asks for it', async () => {
    const { firstPage, firstLog, takeInSecondTab } = await chatInFirstTab()
    const { secondLog } = await takeInSecondTab()
    await firstLog.waitFor('sessionEnded')

    const again = await firstPage.chat.restoreSession()

    expect(await secondLog.waitFor('sessionEnded')).toEqual({ reason: 'taken-over' })
    expect(again?.status).toBe('connected')
    await again?.sendMessage('back')
  })
})
