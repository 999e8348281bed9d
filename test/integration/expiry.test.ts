import { memoryStorage, type ChatError } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { servePages, transports } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'

describe.each(transports)('over %s', (transport) => {
  test('restoring a session that has expired rejects with 152, hands back unsent messages, and leaves nothing stored', async () => {
    const storage = memoryStorage()
    const { server, openPage } = await servePages(transport)
    const page = await openPage({ storage })
    const session = await page.chat.startSession()
    page.line.cut()
    for (const text of ['one', 'two']) session.sendMessage(text).catch(() => undefined) // handed back below
    await page.unload()
    await server.expireSession(session.id)

    const { chat } = await openPage({ storage })
    const error: ChatError = await chat.restoreSession().then(
      () => expect.unreachable(),
      (reason) => reason,
    )

    expect(error).toMatchObject({ name: 'ChatError', code: 152, cause: { name: 'ChatError', code: 50 } })
    expect(error.unsent).toMatchObject([
      { type: 'SendMessage', content: { text: 'one' } },
      { type: 'SendMessage', content: { text: 'two' } },
    ])
    expect(storage.keys()).toEqual([])
    expect(server.backend.sessions()).toEqual([])

    const fresh = await chat.startSession()
    expect(fresh.id).not.toBe(session.id)
    await fresh.sendMessage('three')
    expect(server.backend.sessions().map(({ id }) => id)).toEqual([fresh.id])
  })

  test('it expires by itself when nobody has been attached for the timeout', async () => {
    const storage = memoryStorage()
    const { server, openPage } = await servePages(transport, { sessionTimeoutMs: 200, absenceTimeoutMs: 500 })
    const page = await openPage({ storage })
    await page.chat.startSession()
    const onServer = await server.waitForSession()
    await page.unload()
    await eventually(() => onServer.status === 'gone')

    const { chat } = await openPage({ storage })

    await expect(chat.restoreSession()).rejects.toMatchObject({ code: 152 })
    expect(await chat.restoreSession()).toBeNull()
  })

  test('a live session that expires while its line is cut ends as expired, with 152; queued messages are failed', async () => {
    const { server, openPage } = await servePages(transport)
    const { chat, line } = await openPage()
    const session = await chat.startSession()
    const log = logSession(session)
    line.cut()
    await eventually(() => session.status === 'reconnecting')
    const sent = session.sendMessage('Hello?')
    const refusal = expect(sent).rejects.toMatchObject({ code: 152 })
    await server.expireSession(session.id)
    line.restore()

    expect(await log.waitFor('sessionEnded')).toMatchObject({ reason: 'expired', cause: { code: 152 } })
    await refusal
    expect(log.errors.map(({ error }) => error.code)).toEqual([152])
    expect(log.story.slice(-3)).toEqual(['error 152', 'ended', 'sessionEnded'])
    expect(session.transcript.at(-1)).toMatchObject({ delivery: 'failed', command: { content: { text: 'Hello?' } } })
    expect(server.backend.sessions()).toEqual([])
    expect(await chat.restoreSession()).toBeNull()
  })

  test('leaving a session that has expired in the meantime succeeds, because it is over', async () => {
    const storage = memoryStorage()
    const { server, openPage } = await servePages(transport)
    const page = await openPage({ storage })
    const session = await page.chat.startSession()
    page.line.cut()
    session.leave().catch(() => undefined) // settled in the next page
    await page.unload()
    await server.expireSession(session.id)

    expect(await (await openPage({ storage })).chat.restoreSession()).toBeNull()
    expect(storage.keys()).toEqual([])
  })
})
