import { describe, expect, it, vi } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { createChatBackend, memorySessionStore } from '../src/index.ts'
import type { ChatBackendOptions, SessionStore } from '../src/index.ts'
import { aMessage, aRestore, aStart, answerTo, connect, startBackend, startChat, TestLine } from './support/visitor.ts'

describe('options', () => {
  it.each<[string, unknown, unknown]>([
    ['options', 'fast', TypeError],
    ['sessionTimeoutMs', { sessionTimeoutMs: '5 min' }, TypeError],
    ['sessionTimeoutMs', { sessionTimeoutMs: 0 }, RangeError],
    ['sessionTimeoutMs', { sessionTimeoutMs: Number.POSITIVE_INFINITY }, RangeError],
    ['sessionTimeoutMs', { sessionTimeoutMs: 2 ** 31 }, RangeError],
    ['storeTimeoutMs', { storeTimeoutMs: 0 }, RangeError],
    ['hookTimeoutMs', { hookTimeoutMs: '1 s' }, TypeError],
    ['limits', { limits: 5 }, TypeError],
    ['limits.maxMessageBytes', { limits: { maxMessageBytes: 10 } }, RangeError],
    ['limits.commandsPerSecond', { limits: { commandsPerSecond: 0.5 } }, RangeError],
    ['limits.maxTranscriptEvents', { limits: { maxTranscriptEvents: Number.NaN } }, RangeError],
    ['limits.maxTranscriptBytes', { limits: { maxTranscriptBytes: 10 } }, RangeError],
    ['limits.maxSessions', { limits: { maxSessions: 0 } }, RangeError],
    ['startTimeoutMs', { startTimeoutMs: 0 }, RangeError],
    ['keepEndedMs', { keepEndedMs: '1 h' }, TypeError],
    ['limits.maxUnconfirmedBytes', { limits: { maxUnconfirmedBytes: 10 } }, RangeError],
    ['limits.startsPerMinute', { limits: { startsPerMinute: 0 } }, RangeError],
    ['limits.maxEndedSessions', { limits: { maxEndedSessions: -1 } }, RangeError],
    ['store', { store: null }, TypeError],
    ['store.append', { store: { ...memorySessionStore(), append: undefined } }, TypeError],
    ['clock', { clock: { now: Date.now, monotonic: Date.now } }, TypeError],
    ['logger', { logger: {} }, TypeError],
    ['authenticate', { authenticate: 'always' }, TypeError],
    ['decorators[0]', { decorators: [null] }, TypeError],
  ])('are checked: %s', (named, options, error) => {
    const create = () => createChatBackend(options as ChatBackendOptions)
    expect(create).toThrow(error as ErrorConstructor)
    expect(create).toThrow(`createChatBackend ${named}: expected `)
  })

  it('have defaults, also where they are undefined', () => {
    const { backend } = startBackend({ limits: { maxMessageBytes: 1024 } })
    expect(backend.limits).toEqual({
      maxMessageBytes: 1024,
      commandsPerSecond: 20,
      maxTranscriptEvents: 250_000,
      maxTranscriptBytes: 33_554_432,
      maxUserDataNames: 200,
      maxUserDataBytes: 65_536,
      maxSessions: 50_000,
      maxUnconfirmedBytes: 33_554_432,
      maxUnconfirmedBytesPerAddress: 4_194_304,
      startsPerMinute: 600,
      maxSessionsPerAddress: 2_000,
      maxDevices: 10,
      maxEndedSessions: 10_000,
      maxEndedBytes: 134_217_728,
    })
    expect(backend.sessionTimeoutMs).toBe(1_800_000)
    const { sessionTimeoutMs } = createChatBackend({ sessionTimeoutMs: undefined } as unknown as ChatBackendOptions)
    expect(sessionTimeoutMs).toBe(1_800_000)
  })
})

describe('sessions', () => {
  it('are shown once, listed and found', async () => {
    const { backend, shown } = startBackend()
    const first = await connect(backend, aStart({ nickname: 'Ada' }))
    await connect(backend, aRestore(first.sessionId))
    await connect(backend, aStart({ id: 'start-2', nickname: 'Alan' }))
    expect(shown.map(({ party }) => party.name)).toEqual(['Ada', 'Alan'])
    expect(backend.sessions()).toEqual(shown)
    expect(backend.session(first.sessionId)).toBe(shown[0])
    expect(backend.session('no-such-session')).toBeUndefined()
  })

  it('keep apart', async () => {
    const { backend } = startBackend()
    const ada = await connect(backend, aStart({ id: 'start-1' }))
    const alan = await connect(backend, aStart({ id: 'start-2' }))
    await ada.send(aMessage('from Ada', 'same-id'))
    await alan.send(aMessage('from Alan', 'same-id'))
    expect([ada.line.texts, alan.line.texts]).toEqual([['from Ada'], ['from Alan']])
  })

  it('reach no handler that was unregistered, and survive one that fails', async () => {
    const { backend } = startBackend()
    const unregistered = vi.fn()
    backend.onSession(() => Promise.reject(new Error('broken')))
    backend.onSession(unregistered)()
    const { line } = await connect(backend)
    expect(unregistered).not.toHaveBeenCalled()
    expect(line.dropped).toBeUndefined()
    expect(() => backend.onSession(undefined as never)).toThrow(TypeError)
  })

  it('keep only as much of a transcript as they may', async () => {
    const { backend, page } = await startChat({ limits: { maxTranscriptEvents: 3, commandsPerSecond: 1000 } })
    for (const text of ['a', 'b', 'c', 'd']) await page.send(aMessage(text, text))
    const again = await connect(backend, aRestore(page.sessionId))
    expect(again.answer).toMatchObject({ first: 3, head: 5 })
    expect(again.line.texts).toEqual(['b', 'c', 'd'])
    await again.send(aMessage('a', 'a'))
    expect(again.line.received.at(-1)).toMatchObject({ index: 2, commandId: 'a' })
  })

  it('keep only as many bytes of a transcript as they may', async () => {
    const { backend, page } = await startChat({ limits: { maxTranscriptBytes: 4096 } })
    const long = (text: string) => text.repeat(1000)
    for (const text of ['a', 'b', 'c', 'd', 'e', 'f']) await page.send(aMessage(long(text), text))
    const again = await connect(backend, aRestore(page.sessionId))
    expect(again.answer).toMatchObject({ first: 5, head: 7 })
    expect(again.line.texts).toEqual(['d', 'e', 'f'].map(long))
  })

  it('can be made to expire also when they are in the store alone', async () => {
    const store = memorySessionStore()
    const { backend, page } = await startChat({ store })
    await backend.close()
    const next = startBackend({ store })
    expect(await next.backend.expire(page.sessionId)).toBe(true)
    expect(await answerTo(next.backend, aRestore(page.sessionId))).toMatchObject({ error: { code: 50 } })
  })
})

describe('the number of sessions', () => {
  const full = { error: { code: 100, description: expect.stringContaining('2') as string } }

  it('is bounded: one more start is answered with 100 until there is room', async () => {
    const { backend } = startBackend({ limits: { maxSessions: 2 } })
    const first = await connect(backend, aStart({ id: 'start-1' }))
    await connect(backend, aStart({ id: 'start-2' }))
    expect(await answerTo(backend, aStart({ id: 'start-3' }))).toMatchObject(full)
    expect((await answerTo(backend, aStart({ id: 'start-1' }))).type).toBe('EventAttached')
    expect((await answerTo(backend, aRestore(first.sessionId))).type).toBe('EventAttached')
    await backend.expire(first.sessionId)
    await connect(backend, aStart({ id: 'start-3' }))
    expect(await answerTo(backend, aStart({ id: 'start-1' }))).toMatchObject(full)
  })

  it('is bounded also for starts that come at once, and what is refused leaves nothing in the store', async () => {
    const store = memorySessionStore()
    let release = () => undefined as void
    const held = new Promise<void>((resolve) => (release = resolve))
    const { create } = store
    const creating = vi.spyOn(store, 'create').mockImplementation(async (...of) => {
      await held
      return create(...of)
    })
    const { backend } = startBackend({ store, limits: { maxSessions: 2 } })
    const answers: object[] = []
    const starts = Array.from({ length: 5 }, (_, at) => answerTo(backend, aStart({ id: `start-${at}` })))
    for (const start of starts) void start.then((answer) => answers.push(answer))
    await vi.waitFor(() => expect(answers).toMatchObject(Array(3).fill(full)))
    release()
    await Promise.all(starts)
    expect(answers.slice(3)).toMatchObject(Array(2).fill({ type: 'EventAttached' }))
    expect(creating).toHaveBeenCalledTimes(2)
  })
})

describe('closing', () => {
  it('drops every line, answers attaches with 100 and leaves no timer', async () => {
    const { backend, clock, page, session } = await startChat({ limits: { commandsPerSecond: 1 } })
    const waiting = await backend.attach(aStart({ id: 'start-2' }), new TestLine())
    const detached = await connect(backend, aStart({ id: 'start-3' }))
    detached.attachment.detach()
    void page.attachment.receive(aMessage('a'))
    void page.attachment.receive(aMessage('waits for its turn'))
    await settle()
    const endings: unknown[] = []
    session.onEnded(({ reason }) => endings.push(reason))
    await backend.close()
    expect(waiting.answer.type).toBe('EventAttached')
    expect(page.line.dropped).toBe('shutdown')
    expect(clock.pending).toBe(0)
    expect(await answerTo(backend, aStart())).toMatchObject({ error: { code: 100 } })
    expect(session.status).toBe('gone')
    expect(endings).toEqual(['shutdown'])
    expect(backend.sessions()).toEqual([])
  })

  it('waits for what is being committed, and starts nothing after it', async () => {
    const release: (() => void)[] = []
    const store = memorySessionStore()
    const { backend, page } = await startChat({
      store,
      decorators: [(command) => new Promise((resolve) => release.push(() => resolve(command)))],
    })
    await page.send(aMessage('running'))
    await page.send(aMessage('waiting'))
    let closed = false
    const closing = backend.close().then(() => (closed = true))
    await settle()
    expect(closed).toBe(false)
    release[0]?.()
    await closing
    expect(release).toHaveLength(1)
    await backend.close()
  })

  it('answers 100 to all that were attaching, since the store keeps the session', async () => {
    const store = memorySessionStore()
    let release = () => undefined as void
    let held = Promise.resolve()
    const claim: SessionStore['claim'] = (...of) => held.then(() => store.claim(...of))
    const { backend, page } = await startChat({ store: { ...store, claim } })
    held = new Promise((resolve) => (release = resolve))
    const answers = ['r-1', 'r-2', 'r-3'].map((id) => answerTo(backend, aRestore(page.sessionId, { id })))
    await settle()
    const closing = backend.close()
    release()
    await closing
    expect(await Promise.all(answers)).toMatchObject(Array(3).fill({ error: { code: 100 } }))
  })

  it.each<[string, (hung: Promise<never>) => ChatBackendOptions]>([
    ['a decorator', (hung) => ({ decorators: [() => hung] })],
    ['the store', (hung) => ({ store: { ...memorySessionStore(), append: () => hung } })],
  ])('waits for %s no longer than it may', async (_what, options) => {
    const { backend, clock, page } = await startChat(options(new Promise<never>(() => undefined)))
    await page.send(aMessage('Hello'))
    await page.send(aMessage('waits behind it'))
    let closed = false
    const closing = backend.close({ timeoutMs: 500 }).then(() => (closed = true))
    await clock.advance(499)
    expect(closed).toBe(false)
    await clock.advance(1)
    await closing
    expect(clock.pending).toBe(0)
    await expect(backend.close({ timeoutMs: -1 })).rejects.toThrow(/timeoutMs/)
  })

  it('answers those it let wait: the hook that is to let them in may never come back', async () => {
    const { backend, clock } = startBackend({ authenticate: () => new Promise<never>(() => undefined) })
    const answer = answerTo(backend, aStart())
    await settle()
    const closing = backend.close()
    await clock.advance(2_000)
    await closing
    expect(await answer).toMatchObject({ error: { code: 100 } })
    expect(clock.pending).toBe(0)
  })

  it.each(Array.from({ length: 12 }, (_, turns) => turns))(
    'leaves no timer of a start that was under way, %i turns after its session was made',
    async (turns) => {
      const store = memorySessionStore()
      const { backend, clock } = startBackend({ store })
      const { create } = store
      let closing: Promise<void> | undefined
      const closeSoon = async () => {
        for (let turn = 0; turn < turns; turn++) await undefined
        closing = backend.close()
      }
      vi.spyOn(store, 'create').mockImplementationOnce((...of) => {
        void closeSoon()
        return create(...of)
      })
      const line = new TestLine()
      const { answer } = await backend.attach(aStart(), line)
      await settle()
      await closing
      expect([answer.type, line.dropped]).toEqual(
        answer.type === 'EventAttached' ? ['EventAttached', 'shutdown'] : ['EventError', undefined],
      )
      expect(clock.pending).toBe(0)
    },
  )

  it('refuses an attach that was under way', async () => {
    const store = memorySessionStore()
    let closing: Promise<void> | undefined
    const claim: SessionStore['claim'] = (...of) => {
      closing = backend.close()
      return store.claim(...of)
    }
    const { backend, clock, page } = await startChat({ store: { ...store, claim } })
    expect(await answerTo(backend, aRestore(page.sessionId))).toMatchObject({ error: { code: 100 } })
    await closing
    expect(clock.pending).toBe(0)
  })
})
