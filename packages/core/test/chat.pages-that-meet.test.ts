import { describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { ChatError, memoryStorage, type SendMessage, type SessionStorage } from '../src/index.ts'
import { openPage, outcomeOf, recordEvents } from './support/open-chat.ts'
import { storedIn, textsOf } from './support/refused-messages.ts'

/** A page without a line, with a message that waits. */
async function offlineWith(text: string, storage: SessionStorage) {
  const page = openPage({ storage })
  const session = await page.start()
  page.farSide.loses()
  void session.sendMessage(text)
  await settle()
  return { page, session }
}

describe('a page without a line', () => {
  it('does not bring back what another page has had refused and discarded', async () => {
    const storage = memoryStorage()
    const { page } = await offlineWith('regretted', storage)
    const other = openPage({ storage })
    const session = await other.restore()
    await settle()
    const [said] = other.farSide.received
    if (said) other.farSide.refuses(said, 51)
    await other.clock.advance(300)
    session.discard(session.transcript[0]?.key ?? '')
    await other.clock.advance(300)
    await page.dies()
    other.farSide.loses()
    other.farSide.open()
    await other.clock.advance(300)
    expect([textsOf(session), other.farSide.texts]).toEqual([[], ['regretted']])
  })

  it('does not send to the next session what another page has sent to one that has expired', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    await first.start()
    await first.dies()
    const page = openPage({ storage })
    const session = page.chat.openSession()
    await settle()
    const sending = outcomeOf(session.sendMessage('said once'))
    await settle()
    const other = openPage({ storage })
    await other.restore()
    await settle()
    other.farSide.accepts(other.farSide.received[0] as SendMessage, 1)
    await other.clock.advance(300)
    void session.sendMessage('said since')
    page.farSide.reports('closed', new ChatError(152, 'session restoration failed'))
    await page.clock.advance(0)
    page.farSide.open({ sessionId: 's2' })
    await page.clock.advance(300)
    expect([other.farSide.texts, page.farSide.texts]).toEqual([['said once'], ['said since']])
    expect(sending.value).toMatchObject({ code: 152 })
    expect(textsOf(session)).toEqual([
      ['failed', 'said once'],
      ['sending', 'said since'],
    ])
  })

  it('does not store a session again that was signed out in another page', async () => {
    const storage = memoryStorage()
    const { page } = await offlineWith('private', storage)
    await openPage({ storage }).chat.signOut()
    await page.clock.advance(61_000)
    expect(storedIn(storage)).not.toMatch(/private|secret/)
  })
})

describe('two pages that open at once', () => {
  it.each([
    ['openSession', 'prompt'],
    ['openSession', 'slow'],
    ['startSession', 'prompt'],
    ['startSession', 'slow'],
  ] as const)('%s: make one start, though neither saw the other when it looked: %s storage', async (open, kind) => {
    const memory = memoryStorage()
    const calls = { waiting: [] as (() => void)[] }
    /** Answers the calls of both pages in turn, so that each step of one meets the same step of the other. */
    const later = <Value>(run: () => Value) => new Promise<Value>((resolve) => calls.waiting.push(() => resolve(run())))
    const storage: SessionStorage =
      kind === 'prompt'
        ? memory
        : {
            load: (key) => later(() => memory.load(key)),
            save: (key, value) => later(() => void memory.save(key, value)),
            remove: (key) => later(() => void memory.remove(key)),
            keys: async () => memory.keys(),
          }
    const pages = [openPage({ storage }), openPage({ storage })]
    for (const page of pages) void page.chat[open]()
    await settle()
    for (let step = 0; step < 20; step++) {
      const due = calls.waiting
      calls.waiting = []
      for (const answer of due) answer()
      await settle()
    }
    const starts = pages.flatMap(({ transport }) => transport.connections.map(({ attach }) => attach.id))
    expect([starts.length, new Set(starts).size]).toEqual([2, 1])
    expect(memory.load('session')).toMatchObject({ state: 'starting', id: starts[0] })
  })

  it('and wait for the first message, are one chat', async () => {
    const storage = memoryStorage()
    const [first, second] = [openPage({ storage }), openPage({ storage })]
    const a = first.chat.openSession({}, { start: 'first-message' })
    const b = second.chat.openSession({}, { start: 'first-message' })
    await settle()
    void a.sendMessage('hello')
    await settle()
    first.farSide.open({ sessionId: 's1' })
    await settle()
    void b.sendMessage('and one thing more')
    await settle()
    expect(second.farSide.attach).toMatchObject({ type: 'RestoreSession', sessionId: 's1' })
  })

  it('the one that loses the race is told so, and leaves its messages to the other', async () => {
    const storage = memoryStorage()
    const { page: before } = await offlineWith('queued before', storage)
    await before.dies()
    const first = openPage({ storage })
    const session = first.chat.openSession()
    const { of } = recordEvents(session)
    void session.sendMessage('said here')
    await first.clock.advance(0)
    first.farSide.accept({})
    const second = openPage({ storage })
    second.chat.openSession()
    await settle()
    first.farSide.says({ type: 'EventSessionTaken' })
    first.farSide.reports('closed', new DOMException('another page holds this session', 'InvalidStateError'))
    await first.clock.advance(300)
    second.farSide.open()
    await second.clock.advance(300)
    expect([of('sessionEnded')[0]?.reason, textsOf(session).map(([delivery]) => delivery)]).toEqual([
      'taken-over',
      ['queued', 'queued'],
    ])
    expect(second.farSide.texts).toEqual(['queued before', 'said here'])
  })
})

describe('a stored session', () => {
  it('keeps what was not sent, though the start that leaves it is given up half-way', async () => {
    const storage = memoryStorage()
    const { page: before } = await offlineWith('precious', storage)
    await before.dies()
    const page = openPage({ storage })
    const giveUp = new AbortController()
    const starting = outcomeOf(page.chat.startSession({}, { signal: giveUp.signal }))
    await settle()
    page.farSide.open()
    await settle()
    const [said, leave] = page.farSide.received
    if (said) page.farSide.refuses(said, 51)
    if (leave) page.farSide.accepts(leave, 1)
    giveUp.abort()
    await page.clock.advance(1000)
    expect(starting.state).toBe('rejected')
    const session = await openPage({ storage }).start({ sessionId: 's2' })
    await settle()
    expect(textsOf(session)).toEqual([['failed', 'precious']])
  })

  it('that is an unanswered start keeps its messages, whoever asks for a session to restore', async () => {
    const storage = memoryStorage()
    await storage.save('session', { state: 'starting', id: 'start', secret: 'x' })
    const command = { type: 'SendMessage', id: 'c', content: { type: 'text', text: 'm' } }
    await storage.save('outbox.a', { sessionId: 's1', commands: [{ at: 1, after: 0, command }] })
    expect(await openPage({ storage }).chat.restoreSession()).toBeNull()
    expect(storedIn(storage)).toContain('"m"')
  })

  it('that is an unanswered start is left by a leave that comes before it is read', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    void first.chat.openSession().sendMessage('hello?')
    await settle()
    await first.dies()
    const page = openPage({ storage })
    void page.chat.openSession().leave()
    await settle()
    page.farSide.open()
    await settle()
    expect(page.farSide.received.map(({ type }) => type)).toEqual(['SendMessage', 'LeaveSession'])
  })

  it('has a message that was retried sent by the page that takes it', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    const session = await first.start()
    void session.sendMessage('again')
    await settle()
    for (const command of [...first.farSide.received]) first.farSide.refuses(command, 51)
    await first.clock.advance(300)
    const second = openPage({ storage })
    const restoring = second.chat.restoreSession()
    await settle()
    first.farSide.loses()
    void session.retry(session.transcript[0]?.key ?? '')
    await settle()
    first.farSide.says({ type: 'EventSessionTaken' })
    await first.clock.advance(10)
    second.farSide.open()
    await restoring
    await second.clock.advance(10)
    expect(second.farSide.texts).toEqual(['again'])
  })
})
