import { memoryStorage } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { servePages, transports } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'
import { textsOf } from './support/transcript-texts.ts'

describe.each(transports)('over %s', (transport) => {
  async function chatInTab(storage = memoryStorage()) {
    const { server, openPage } = await servePages(transport)
    const openTab = () => openPage({ storage })
    const page = await openTab()
    const session = await page.chat.startSession({ nickname: 'Ada' })
    const onServer = await server.waitForSession()
    const agent = await server.waitForAgent()
    return { server, storage, openTab, page, session, onServer, agent }
  }

  test('the new page has the session and its transcript again, and knows which events the old page has shown', async () => {
    const { server, openTab, page, session, onServer, agent } = await chatInTab()
    await session.sendMessage('Hello')
    await agent.say('Hi')
    await eventually(() => session.transcript.length === 4)
    const before = session.transcript.map(({ event }) => event)
    await page.unload()
    await agent.say('Are you there?')

    const restored = await (await openTab()).chat.restoreSession()

    if (!restored) throw new Error('nothing was restored')
    expect(restored).toMatchObject({ id: session.id, party: session.party, status: 'connected' })
    expect(restored.transcript.map(({ event }) => event)).toEqual(await onServer.transcript())
    expect(restored.transcript.slice(0, 4).map(({ event }) => event)).toEqual(before)
    const log = logSession(restored)
    await log.waitForText('Are you there?')
    expect(log.all('messageReceived').map(({ replayed }) => replayed)).toEqual([true, true, undefined])
    await restored.sendMessage('Back again')
    expect(textsOf(await onServer.transcript())).toEqual(['Hello', 'Hi', 'Are you there?', 'Back again'])
    expect(server.backend.sessions()).toHaveLength(1)
  })

  test('messages typed while the line was cut, before the reload, are sent once, in order', async () => {
    const { storage, openTab, page, session, onServer } = await chatInTab()
    await session.sendMessage('one')
    page.line.cut()
    for (const text of ['two', 'three']) session.sendMessage(text).catch(() => undefined) // settled in the next page
    await page.unload()

    const next = await openTab()
    const restored = await next.chat.restoreSession()

    await eventually(() => restored?.transcript.filter(({ delivery }) => delivery === 'sent').length === 3)
    expect(textsOf(await onServer.transcript())).toEqual(['one', 'two', 'three'])
    await eventually(() => storage.keys(), 1_000)
    await eventually(() => /^\w+\.session$/.test(String(storage.keys())))

    await next.unload()
    const third = await (await openTab()).chat.restoreSession()
    await third?.sendMessage('four')
    expect(textsOf(await onServer.transcript())).toEqual(['one', 'two', 'three', 'four'])
  })

  test('a message whose answer was lost with the page is not sent twice', async () => {
    const { openTab, page, session, onServer } = await chatInTab()
    onServer.onMessage(() => page.line.cut()) // the server has it; the visitor's page does not hear of that
    session.sendMessage('once').catch(() => undefined) // settled in the next page
    await eventually(async () => textsOf(await onServer.transcript()).includes('once'))
    await page.unload()

    const restored = await (await openTab()).chat.restoreSession()

    await restored?.sendMessage('after')
    expect(textsOf(await onServer.transcript())).toEqual(['once', 'after'])
    expect(restored?.transcript.filter(({ event }) => event?.type === 'EventMessage')).toHaveLength(2)
  })

  test('a session that ended in the meantime is shown as ended, by each page until it is forgotten', async () => {
    const { storage, openTab, page, onServer, agent } = await chatInTab()
    await page.unload()
    await agent.say('We close now')
    await onServer.end('closed')

    const next = await openTab()
    const restored = await next.chat.restoreSession()

    if (!restored) throw new Error('nothing was restored')
    expect(restored.status).toBe('ended')
    const log = logSession(restored)
    expect(await log.waitFor('sessionEnded')).toMatchObject({ reason: 'closed' })
    expect(log.texts).toEqual(['We close now'])
    await next.unload()
    const again = await openTab()
    expect((await again.chat.restoreSession())?.status).toBe('ended')
    await again.chat.forget()
    expect(storage.keys()).toEqual([])
    expect(await again.chat.restoreSession()).toBeNull()
  })

  test('leaving offline, then a reload: the leave is sent after the earlier messages, and nothing is restored', async () => {
    const { storage, openTab, page, session, onServer } = await chatInTab()
    page.line.cut()
    session.sendMessage('Bye').catch(() => undefined) // settled in the next page
    session.leave().catch(() => undefined) // likewise
    await page.unload()

    expect(await (await openTab()).chat.restoreSession()).toBeNull()

    expect(onServer.status).toBe('ended')
    const transcript = await onServer.transcript()
    expect(textsOf(transcript)).toEqual(['Bye'])
    expect(transcript.at(-1)).toMatchObject({ type: 'EventSessionEnded', reason: 'left' })
    expect(storage.keys()).toEqual([])
  })

  test('with nothing stored there is nothing to restore, and the server is not asked', async () => {
    const { openPage } = await servePages(transport)
    const page = await openPage()
    expect(await page.chat.restoreSession()).toBeNull()
    expect(page.line.attempts).toBe(0)
  })

  test('a start leaves a stored session first', async () => {
    const { server, openTab, page, session, onServer } = await chatInTab()
    await page.unload()

    const fresh = await (await openTab()).chat.startSession()

    expect(fresh.id).not.toBe(session.id)
    expect(onServer.status).toBe('ended')
    expect(server.backend.sessions().filter(({ status }) => status === 'open')).toHaveLength(1)
  })
})
