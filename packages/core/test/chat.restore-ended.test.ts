import { describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { ChatError, type ChatSession, memoryStorage, type SendMessage, type SessionStorage } from '../src/index.ts'
import { leftOffline } from './support/left-offline.ts'
import { openPage, outcomeOf, recordEvents } from './support/open-chat.ts'
import { message } from './support/scripted-transport.ts'

/** A page that has a session, has queued `texts` while its line was cut, and died. */
async function pageThatDied(storage: SessionStorage, texts: readonly string[] = []) {
  const page = openPage({ storage })
  const session = await page.start({}, [message(1), message(2)])
  page.farSide.loses()
  for (const text of texts) void session.sendMessage(text)
  await page.dies()
  return page
}

describe('restoring a session that is over, or was left', () => {
  it('resolves with a session that ended meanwhile: readable, its goodbye told, also by the page after the next', async () => {
    const storage = memoryStorage()
    await pageThatDied(storage)
    const page = openPage({ storage })
    const restoring = page.chat.restoreSession()
    await settle()
    page.farSide.accept({ head: 2 })
    page.farSide.says(message(1))
    const goodbye = { type: 'EventSessionEnded', index: 2, at: 1, reason: 'closed by the agent' }
    page.farSide.says(goodbye)
    page.farSide.reports('closed')
    await page.clock.advance(0)
    const session = await restoring
    if (!session) throw new Error('nothing was restored')
    const told = recordEvents(session)
    await page.clock.advance(0)
    expect([session.status, session.transcript.length, storage.keys()]).toEqual(['ended', 2, ['session']])
    expect(told.names).toEqual(['messageReceived', 'statusChanged', 'sessionEnded'])
    expect(told.of('sessionEnded')).toEqual([{ reason: 'closed by the agent', event: goodbye }])
    expect(storage.load('session')).toMatchObject({ state: 'ended', position: 2 })
  })

  it('gives null for a session that ended, once the server no longer keeps it', async () => {
    const storage = memoryStorage()
    await storage.save('session', { state: 'ended', sessionId: 's1', secret: 'x', position: 2 })
    const page = openPage({ storage })
    const restoring = outcomeOf(page.chat.restoreSession())
    await settle()
    page.farSide.reports('closed', new ChatError(152, 'session restoration failed'))
    await settle()
    expect(restoring).toEqual({ state: 'resolved', value: null })
    expect(storage.keys()).toEqual([])
  })

  it('sends a leave that was stored, and gives null', async () => {
    const storage = await leftOffline()
    const page = openPage({ storage })
    const restoring = outcomeOf(page.chat.restoreSession())
    await settle()
    page.farSide.open()
    await settle()
    page.farSide.accepts(page.farSide.received[0] as SendMessage, 1)
    await page.clock.advance(0)
    expect(restoring).toEqual({ state: 'resolved', value: null })
    expect(storage.keys()).toEqual([])
  })

  it('gives the ended session when something before the stored leave was not sent', async () => {
    const storage = await leftOffline('one more thing')
    const page = openPage({ storage })
    const restoring = outcomeOf(page.chat.restoreSession())
    await settle()
    page.farSide.accept({ head: 1 })
    page.farSide.says({ type: 'EventSessionEnded', reason: 'closed', index: 1, at: 1 })
    await page.clock.advance(0)
    const session = restoring.value as ChatSession
    expect(session.status).toBe('ended')
    expect(session.transcript.map(({ delivery, command }) => delivery && command?.type)).toContain('SendMessage')
    expect(storage.keys()).toEqual([])
  })

  it('gives null when a leave was stored and the session is gone', async () => {
    const storage = await leftOffline()
    const page = openPage({ storage })
    const restoring = outcomeOf(page.chat.restoreSession())
    await settle()
    page.farSide.reports('closed', new ChatError(152, 'gone'))
    await page.clock.advance(0)
    expect([restoring.value, storage.keys()]).toEqual([null, []])
  })
})
