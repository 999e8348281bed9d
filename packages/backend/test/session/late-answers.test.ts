import { describe, expect, it, vi } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { memorySessionStore } from '../../src/index.ts'
import type { AttachContext, SessionStore } from '../../src/index.ts'
import { aRestore, aStart, answerTo, connect, startBackend, startChat, TestLine } from '../support/visitor.ts'

/** Something that waits until it is told to go on. */
function gate() {
  let open = () => undefined as void
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}

/** The next call of `name` takes until `open()`. `asked` resolves when it is under way. */
function slowOnce(store: SessionStore, name: 'find' | 'claim' | 'create') {
  const { opened, open } = gate()
  const asked = gate()
  const original = store[name].bind(store) as (...of: unknown[]) => Promise<never>
  vi.spyOn(store, name).mockImplementationOnce(async (...of: unknown[]) => {
    asked.open()
    await opened
    return original(...of)
  })
  return { open, asked: asked.opened }
}

/** An `authenticate` hook that takes until `open()` for requests with the transport `slow`. */
function slowHook() {
  const { opened, open } = gate()
  const asked = gate()
  const authenticate = async (_request: unknown, { transport }: AttachContext) => {
    if (transport !== 'slow') return
    asked.open()
    await opened
  }
  return { authenticate, open, asked: asked.opened }
}
const slow: AttachContext = { transport: 'slow' }

const takeBy = (sessionId: string, pageId: string) =>
  aRestore(sessionId, { id: `restore-${pageId}`, pageId, take: true })

describe('a page reloads while the store is slow to find its session', () => {
  async function reloadDuringFind() {
    const store = memorySessionStore()
    const { backend: first, page } = await startChat({ store })
    await first.close()
    const { backend } = startBackend({ store })
    const find = slowOnce(store, 'find')
    const lineA = new TestLine()
    const answerA = backend.attach(takeBy(page.sessionId, 'page-a'), lineA)
    await find.asked
    const pageB = await connect(backend, takeBy(page.sessionId, 'page-b'))
    return { backend, find, lineA, answerA, pageB }
  }

  it('and the new page keeps the session when the answer for the old one comes', async () => {
    const { backend, find, lineA, answerA, pageB } = await reloadDuringFind()
    lineA.break()
    find.open()
    expect((await answerA).attachment).toBeUndefined()
    expect(pageB.line.dropped).toBeUndefined()
    const again = aRestore(pageB.sessionId, { id: 'again', pageId: 'page-b' })
    expect((await answerTo(backend, again)).type).toBe('EventAttached')
  })

  it('also if nobody has noticed that the old one is gone: it is told that the session is taken', async () => {
    const { backend, find, answerA, pageB } = await reloadDuringFind()
    find.open()
    expect((await answerA).answer.type).toBe('EventSessionTaken')
    expect(pageB.line.dropped).toBeUndefined()
    const again = aRestore(pageB.sessionId, { id: 'again', pageId: 'page-b' })
    expect((await answerTo(backend, again)).type).toBe('EventAttached')
  })
})

describe('an attach whose line is gone before the answer comes', () => {
  it('from the authentication hook: ends no line, and takes the session from no page', async () => {
    const { authenticate, open, asked } = slowHook()
    const { backend, page } = await startChat({ authenticate })
    const line = new TestLine()
    const answer = backend.attach(takeBy(page.sessionId, 'page-2'), line, slow)
    await asked
    line.break()
    open()
    expect((await answer).answer).toMatchObject({ error: { code: 100 } })
    expect(page.line.dropped).toBeUndefined()
    expect((await answerTo(backend, aRestore(page.sessionId))).type).toBe('EventAttached')
  })

  it('from the store: ends no line', async () => {
    const store = memorySessionStore()
    const { backend, page } = await startChat({ store })
    const claim = slowOnce(store, 'claim')
    const line = new TestLine()
    const answer = backend.attach(aRestore(page.sessionId), line)
    await claim.asked
    line.break()
    claim.open()
    expect((await answer).answer).toMatchObject({ error: { code: 100 } })
    expect(page.line.dropped).toBeUndefined()
  })

  it('makes no session', async () => {
    const store = memorySessionStore()
    const create = vi.spyOn(store, 'create')
    const { authenticate, open, asked } = slowHook()
    const { backend } = startBackend({ authenticate, store })
    const line = new TestLine()
    const answer = backend.attach(aStart(), line, slow)
    await asked
    line.break()
    open()
    expect((await answer).answer).toMatchObject({ error: { code: 100 } })
    expect(create).not.toHaveBeenCalled()
  })
})

describe('attaches that are let in in another order than they arrived', () => {
  it('leave the session to the page that took it last', async () => {
    const { authenticate, open, asked } = slowHook()
    const { backend, page } = await startChat({ authenticate })
    const first = backend.attach(takeBy(page.sessionId, 'page-2'), new TestLine(), slow)
    await asked
    const second = await connect(backend, takeBy(page.sessionId, 'page-3'))
    open()
    expect((await first).answer).toEqual({ type: 'EventSessionTaken', commandId: 'restore-page-2' })
    expect(second.line.dropped).toBeUndefined()
  })

  it('leave it to a page that took it before another reconnected by itself', async () => {
    const { authenticate, open, asked } = slowHook()
    const { backend, page } = await startChat({ authenticate })
    const taking = backend.attach(takeBy(page.sessionId, 'page-2'), new TestLine(), slow)
    await asked
    const reconnected = await connect(backend, aRestore(page.sessionId))
    open()
    expect((await taking).answer.type).toBe('EventAttached')
    expect(reconnected.line.dropped).toBe('taken')
  })

  it('leave a page its newest line', async () => {
    const { authenticate, open, asked } = slowHook()
    const { backend, page } = await startChat({ authenticate })
    const older = backend.attach(aRestore(page.sessionId, { id: 'r-1' }), new TestLine(), slow)
    await asked
    const newer = await connect(backend, aRestore(page.sessionId, { id: 'r-2' }))
    open()
    expect((await older).answer).toMatchObject({ error: { code: 100 } })
    expect(newer.line.dropped).toBeUndefined()
  })

  it('do not wait for one another', async () => {
    const { authenticate, open, asked } = slowHook()
    const { backend, page } = await startChat({ authenticate })
    const waiting = backend.attach(takeBy(page.sessionId, 'page-2'), new TestLine(), slow)
    await asked
    expect((await answerTo(backend, takeBy(page.sessionId, 'page-3'))).type).toBe('EventAttached')
    open()
    await waiting
  })
})

describe('a session whose time is up', () => {
  const sessionTimeoutMs = 60_000

  it('waits for a page that came in time and is still being let in', async () => {
    const { authenticate, open, asked } = slowHook()
    const { backend, clock, page, session } = await startChat({ authenticate, sessionTimeoutMs, hookTimeoutMs: 90_000 })
    page.attachment.detach()
    await clock.advance(sessionTimeoutMs - 1)
    const back = backend.attach(aRestore(page.sessionId), new TestLine(), slow)
    await asked
    await clock.advance(30_000)
    expect(session.status).toBe('open')
    open()
    expect((await back).answer.type).toBe('EventAttached')
    await clock.advance(sessionTimeoutMs)
    expect(session.attached).toBe(true)
  })

  it('goes when that page is not let in', async () => {
    let letIn = true
    const { opened, open } = gate()
    const authenticate = vi.fn(() => (letIn ? true : opened.then(() => false)))
    const { backend, clock, page, session } = await startChat({ authenticate, sessionTimeoutMs })
    page.attachment.detach()
    letIn = false
    authenticate.mockClear()
    await clock.advance(sessionTimeoutMs - 1)
    const back = answerTo(backend, aRestore(page.sessionId))
    await vi.waitFor(() => expect(authenticate).toHaveBeenCalledOnce())
    await clock.advance(1_000)
    open()
    expect(await back).toMatchObject({ error: { code: 101 } })
    await settle()
    expect(session.status).toBe('gone')
    expect(clock.pending).toBe(0)
  })
})

it('a session that is made to expire goes with its line, if a page came back while the store was asked', async () => {
  const store = memorySessionStore()
  const { backend: first, page } = await startChat({ store })
  await first.close()
  const { backend } = startBackend({ store })
  const find = slowOnce(store, 'find')
  const expiring = backend.expire(page.sessionId)
  await find.asked
  const back = await connect(backend, aRestore(page.sessionId))
  find.open()
  expect(await expiring).toBe(true)
  expect(back.line.dropped).toBe('expired')
})
