import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { memorySessionStore } from '../../src/index.ts'
import type { SessionStore } from '../../src/index.ts'
import { aMessage, aRestore, aStart, answerTo, connect, startBackend, startChat, TestLine } from '../support/visitor.ts'
import { unreliableStore } from '../support/unreliable-store.ts'
import type { StoreFault } from '../support/unreliable-store.ts'

const sessionTimeoutMs = 60_000

describe('the deadline', () => {
  it('forgets a session that nobody has been attached to', async () => {
    const { backend, clock, page, session } = await startChat({ sessionTimeoutMs })
    const endings: unknown[] = []
    session.onEnded((event) => endings.push(event))
    page.attachment.detach()
    await clock.advance(sessionTimeoutMs - 1)
    expect(session.status).toBe('open')
    await clock.advance(1)
    expect(session.status).toBe('gone')
    expect(endings).toEqual([{ reason: 'expired' }])
    expect(await answerTo(backend, aRestore(page.sessionId))).toMatchObject({ error: { code: 50 } })
    expect(clock.pending).toBe(0)
  })

  it('does not run while a page is attached, and starts over with each that goes', async () => {
    const { backend, clock, page, session } = await startChat({ sessionTimeoutMs })
    await clock.advance(10 * sessionTimeoutMs)
    page.attachment.detach()
    await clock.advance(sessionTimeoutMs - 1)
    const again = await connect(backend, aRestore(page.sessionId))
    await clock.advance(2 * sessionTimeoutMs)
    again.attachment.detach()
    await clock.advance(sessionTimeoutMs - 1)
    expect(session.status).toBe('open')
  })

  it('forgets a start whose page never came back, unseen by agents', async () => {
    const { backend, clock, shown } = startBackend({ startTimeoutMs: sessionTimeoutMs })
    const { attachment } = await backend.attach(aStart(), new TestLine())
    attachment?.detach()
    await clock.advance(sessionTimeoutMs)
    expect(await answerTo(backend, aRestore(attachment?.sessionId ?? ''))).toMatchObject({ error: { code: 50 } })
    expect(shown).toEqual([])
  })

  it('does not fall upon an attach that is under way', async () => {
    const store = memorySessionStore()
    let beforeClaim = async () => undefined as void
    const claim: SessionStore['claim'] = (...of) => beforeClaim().then(() => store.claim(...of))
    const { backend, clock, page } = await startChat({ sessionTimeoutMs, store: { ...store, claim } })
    page.attachment.detach()
    await clock.advance(sessionTimeoutMs - 1)
    beforeClaim = () => clock.advance(1)
    const line = new TestLine()
    const { answer } = await backend.attach(aRestore(page.sessionId), line)
    await settle()
    expect([answer.type, line.dropped]).toEqual(['EventAttached', undefined])
  })

  it('drops a line with its session when it is made to expire', async () => {
    const { backend, page } = await startChat()
    expect(await backend.expire(page.sessionId)).toBe(true)
    expect(page.line.dropped).toBe('expired')
    expect(await answerTo(backend, aRestore(page.sessionId))).toMatchObject({ error: { code: 50 } })
    expect(await backend.expire(page.sessionId)).toBe(false)
  })
})

describe('a removal that fails', () => {
  async function expireWhileTheStoreIsAway() {
    let fault: StoreFault = 'none'
    const store = unreliableStore((call) => (call === 'remove' ? fault : 'none'))
    const chat = await startChat({ store, sessionTimeoutMs })
    chat.page.attachment.detach()
    fault = 'refused'
    await chat.clock.advance(sessionTimeoutMs)
    return { ...chat, store, comeBack: () => (fault = 'none') }
  }

  it('leaves it undecided whether the session is nowhere', async () => {
    const { backend, page, session } = await expireWhileTheStoreIsAway()
    expect(session.status).toBe('gone')
    expect([backend.sessions(), backend.session(page.sessionId)]).toEqual([[], undefined])
    for (const id of ['restore-1', 'restore-2']) {
      expect(await answerTo(backend, aRestore(page.sessionId, { id }))).toMatchObject({ error: { code: 100 } })
    }
    expect(await answerTo(backend, aStart())).toMatchObject({ error: { code: 100 } })
  })

  it('is tried again by the next attach, which brings nothing back to life', async () => {
    const { backend, clock, page, store, comeBack } = await expireWhileTheStoreIsAway()
    comeBack()
    expect(await answerTo(backend, aRestore(page.sessionId))).toMatchObject({ error: { code: 50 } })
    expect(await store.find(page.sessionId)).toBeUndefined()
    expect(clock.pending).toBe(0)
  })

  it('is tried again also when nobody attaches', async () => {
    const { clock, page, store, comeBack } = await expireWhileTheStoreIsAway()
    await clock.advance(60_000)
    expect(await store.find(page.sessionId)).toBeDefined()
    comeBack()
    await clock.advance(60_000)
    expect(await store.find(page.sessionId)).toBeUndefined()
    expect(clock.pending).toBe(0)
  })

  it('is not tried any more once the back end is closed', async () => {
    const { backend, clock } = await expireWhileTheStoreIsAway()
    await backend.close()
    expect(clock.pending).toBe(0)
  })

  it('decides for those as well that attach while it is under way', async () => {
    const store = memorySessionStore()
    let giveUp = () => undefined as void
    const away = new Promise<void>(
      (_resolve, reject) => (giveUp = () => reject(new Error('the store is out of reach'))),
    )
    const { backend, page } = await startChat({ store: { ...store, remove: () => away } })
    const expiring = backend.expire(page.sessionId)
    const answers = Promise.all(['r-1', 'r-2'].map((id) => answerTo(backend, aRestore(page.sessionId, { id }))))
    await settle()
    giveUp()
    await expiring
    expect(await answers).toMatchObject([{ error: { code: 100 } }, { error: { code: 100 } }])
  })
})

describe('a session that has ended', () => {
  it('can be read until its time is over, however often', async () => {
    const { backend, clock, page, session } = await startChat({ keepEndedMs: sessionTimeoutMs })
    await session.end('solved')
    page.attachment.detach()
    await clock.advance(sessionTimeoutMs - 1)
    const reader = await connect(backend, aRestore(page.sessionId, { pageId: 'page-2', take: true }))
    expect(reader.line.received.at(-1)).toMatchObject({ type: 'EventSessionEnded', reason: 'solved', index: 2 })
    await clock.advance(1)
    expect(reader.line.dropped).toBe('ended')
    expect(await answerTo(backend, aRestore(page.sessionId))).toMatchObject({ error: { code: 50 } })
  })

  it('takes no command, and answers those it has taken', async () => {
    const { page } = await startChat()
    await page.send({ type: 'LeaveSession', id: 'leave-1' })
    await page.send(aMessage('too late', 'message-x'))
    await page.send({ type: 'LeaveSession', id: 'leave-1' })
    const [end, refusal, endAgain] = page.line.received.slice(-3)
    expect(end).toMatchObject({ type: 'EventSessionEnded', reason: 'left', commandId: 'leave-1' })
    expect(refusal).toMatchObject({ type: 'EventError', error: { code: 52 }, commandId: 'message-x' })
    expect(endAgain).toEqual(end)
  })
})

describe('a store that outlives its back end', () => {
  it('lets another carry on where the first has stopped', async () => {
    const store = memorySessionStore()
    const first = await startChat({ store }, { userData: { plan: 'free', seats: 1 } })
    const agent = first.session.join({ name: 'Grace' })
    await agent.say('Hello')
    await first.page.send({ type: 'UpdateUserData', id: 'update-1', userData: { plan: 'pro' } })
    await first.backend.close()
    expect(first.page.line.dropped).toBe('shutdown')

    const { backend, shown } = startBackend({ store })
    const page = await connect(backend, aRestore(first.page.sessionId, { after: 2 }))
    expect(page.line.indexes).toEqual([3, 4])
    await page.send({ type: 'UpdateUserData', id: 'update-1', userData: { plan: 'pro' } })
    expect(shown).toHaveLength(1)
    expect(shown[0]?.userData).toEqual({ plan: 'pro', seats: 1 })
    expect(shown[0]?.parties.map(({ name }) => name)).toEqual(['Visitor', 'Grace'])
    expect(await shown[0]?.transcript()).toHaveLength(4)
  })

  it('keeps a session that has ended readable for what is left of its time', async () => {
    const store = memorySessionStore()
    const first = await startChat({ store, keepEndedMs: sessionTimeoutMs })
    await first.session.end()
    await first.backend.close()
    const { backend, clock } = startBackend({ store, keepEndedMs: sessionTimeoutMs })
    clock.jumpWallClock(sessionTimeoutMs - 1000)
    const reader = await connect(backend, aRestore(first.page.sessionId))
    expect(reader.line.received.at(-1)?.type).toBe('EventSessionEnded')
    await clock.advance(1000)
    expect(reader.line.dropped).toBe('ended')
  })
})
