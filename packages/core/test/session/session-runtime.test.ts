import { describe, expect, it } from 'vitest'
import { fakeClock, settle } from '../../../../test/support/fake-clock.ts'
import { memoryStorage, type StatusChange } from '../../src/index.ts'
import { openPage, recordEvents } from '../support/open-chat.ts'
import { message } from '../support/scripted-transport.ts'

describe('the line of a session', () => {
  it('is told through status changes, and through onInterrupted and onContinued once per outage', async () => {
    const page = openPage()
    const session = await page.start()
    const told = recordEvents(session)
    await page.clock.advance(0)
    told.told.length = 0
    const cause = new Error('cut')
    page.farSide.loses(cause)
    expect(session.status).toBe('reconnecting')
    page.farSide.says({ type: 'EventError', error: { code: 150, description: 'network connection interrupted' } })
    page.farSide.reports('interrupted', cause)
    page.farSide.accept({ head: 1 })
    page.farSide.says(message(1))
    page.farSide.reports('connected')
    expect(told.names).toEqual([
      'statusChanged',
      'error',
      'statusChanged',
      'interrupted',
      'messageReceived',
      'statusChanged',
      'continued',
    ])
    expect(told.of('statusChanged')[0]).toMatchObject({
      current: 'reconnecting',
      previous: 'connected',
      cause,
    } as StatusChange)
  })

  it('shows no interruption for a short outage', async () => {
    const page = openPage()
    const session = await page.start()
    const told = recordEvents(session)
    page.farSide.loses()
    page.farSide.open()
    await page.clock.advance(0)
    expect(told.names).not.toContain('interrupted')
    expect(told.names).not.toContain('continued')
  })
})

const ofAnotherPage = [
  ['a session that', { state: 'open', sessionId: 's2', secret: 'theirs', position: 0 }],
  ['a start that', { state: 'starting', id: 'theirs', secret: 'theirs' }],
] as const

describe('a session that is stored', () => {
  it('is saved anew every minute, so that a storage may forget what nobody came back to', async () => {
    const clock = fakeClock()
    const saves: unknown[] = []
    const memory = memoryStorage()
    const save = (key: string, value: unknown) => (saves.push([key, value]), memory.save(key, value))
    const page = openPage({ clock, storage: { ...memory, save } })
    const session = await page.start({}, [message(1)])
    saves.length = 0
    await clock.advance(120_000)
    const kept = expect.objectContaining({ state: 'open', sessionId: 's1', position: 1 }) as unknown
    expect(saves).toEqual([
      ['session', kept],
      ['session', kept],
    ])
    await session.detach()
    expect(clock.pending).toBe(0)
  })

  it.each(ofAnotherPage)('is no other page’s: %s that one has put in its place meanwhile stays', async (_, theirs) => {
    const storage = memoryStorage()
    await openPage({ storage }).start()
    const slow = openPage({ storage })
    const restoring = slow.chat.restoreSession()
    await settle()
    await storage.save('session', theirs)
    slow.farSide.open()
    await (await restoring)?.detach()
    expect(storage.load('session')).toEqual(theirs)
  })

  it.each(ofAnotherPage)('of a start is not put in the place of %s another page has begun since', async (_, theirs) => {
    const page = openPage()
    const starting = page.chat.startSession()
    await settle()
    await page.storage.save('session', theirs)
    page.farSide.open()
    await (await starting).detach()
    expect(page.storage.load('session')).toEqual(theirs)
  })
})
