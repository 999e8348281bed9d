import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { ChatError, memoryStorage } from '../../src/index.ts'
import { openPage } from '../support/open-chat.ts'
import { refusedAndQueued, storedIn, textsOf, twoRefused } from '../support/refused-messages.ts'

describe('a failed message that is discarded', () => {
  it('after detach() does not take with it what is queued', async () => {
    const storage = memoryStorage()
    const { page, session, key } = await refusedAndQueued(storage)
    await session.detach()
    session.discard(key)
    await page.clock.advance(300)
    const restored = await openPage({ storage }).restore()
    await settle()
    expect(textsOf(restored)).toEqual([['sending', 'queued']])
  })

  it('after another page has taken the session does not take with it what is queued', async () => {
    const storage = memoryStorage()
    const { page, session, key } = await refusedAndQueued(storage)
    const other = openPage({ storage })
    void other.chat.restoreSession()
    await settle()
    page.farSide.says({ type: 'EventSessionTaken' })
    await page.clock.advance(10)
    session.discard(key)
    await page.clock.advance(300)
    await other.dies()
    const restored = await openPage({ storage }).restore()
    await settle()
    expect(textsOf(restored).map(([, text]) => text)).toContain('queued')
  })

  it.each(['signOut', 'forget'] as const)('just before %s() leaves nothing behind', async (call) => {
    const storage = memoryStorage()
    const { page, session, keys } = await twoRefused(storage)
    page.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'closed' })
    await page.clock.advance(300)
    session.discard(keys[0] ?? '')
    await page.chat[call]()
    await page.clock.advance(300)
    expect(storedIn(storage)).toBe('[]')
  })

  it('after signOut() leaves nothing behind', async () => {
    const storage = memoryStorage()
    const { page, session, keys } = await twoRefused(storage)
    await page.chat.signOut()
    session.discard(keys[0] ?? '')
    await page.clock.advance(300)
    expect(storedIn(storage)).toBe('[]')
  })

  it('after the visitor has left leaves nothing behind', async () => {
    const storage = memoryStorage()
    const { page, session, keys } = await twoRefused(storage)
    const left = session.leave()
    await settle()
    const leave = page.farSide.received.at(-1)
    if (leave) page.farSide.accepts(leave, 1)
    await page.clock.advance(300)
    await left
    session.discard(keys[0] ?? '')
    await page.clock.advance(300)
    expect(storedIn(storage)).toBe('[]')
  })

  it('stays discarded though the page goes at once', async () => {
    const storage = memoryStorage()
    const { page, session, keys } = await twoRefused(storage)
    page.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'closed' })
    session.discard(keys[0] ?? '')
    await page.dies()
    expect(storedIn(storage)).not.toContain('"one"')
  })

  it('stays discarded when the page it came from hears that its session was taken', async () => {
    const storage = memoryStorage()
    const { page: before } = await twoRefused(storage)
    const next = openPage({ storage })
    const session = await next.restore()
    await settle()
    for (const { key } of [...session.transcript]) session.discard(key)
    await next.clock.advance(300)
    before.farSide.says({ type: 'EventSessionTaken' })
    await before.clock.advance(300)
    await next.dies()
    const last = await openPage({ storage }).restore()
    await settle()
    expect(textsOf(last)).toEqual([])
  })
})

describe('failed messages of a session that the server refuses to this visitor', () => {
  it('are not shown', async () => {
    const storage = memoryStorage()
    const { page } = await twoRefused(storage)
    await page.dies()
    const bob = openPage({ storage })
    const session = bob.chat.openSession()
    await settle()
    bob.farSide.reports('closed', new ChatError(101, 'login failed'))
    await bob.clock.advance(300)
    expect(textsOf(session)).toEqual([])
  })
})

describe('a failed message with no session to send it in', () => {
  it('is shown after a reload, before the visitor says the first word', async () => {
    const storage = memoryStorage()
    const page = openPage({ storage })
    void page.chat.openSession({}, { start: 'first-message' }).sendMessage('hello')
    await settle()
    page.farSide.reports('closed', new ChatError(51, 'closed on Sundays'))
    await page.clock.advance(300)
    const session = openPage({ storage }).chat.openSession({}, { start: 'first-message' })
    await settle()
    expect(textsOf(session)).toEqual([['failed', 'hello']])
  })
})
