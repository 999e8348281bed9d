import { describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { ChatError, type ChatSession, memoryStorage, type SessionStorage } from '../src/index.ts'
import { leftOffline } from './support/left-offline.ts'
import { openPage, outcomeOf } from './support/open-chat.ts'
import { message, scriptedTransport } from './support/scripted-transport.ts'

const gone = new ChatError(152, 'session restoration failed')

/** A page that has queued a message on `storage`, and is gone. */
async function pageThatQueued(text: string, storage: SessionStorage): Promise<void> {
  const page = openPage({ storage })
  const session = await page.start()
  page.farSide.loses()
  void session.sendMessage(text)
  await page.dies()
}

/** What the transcript shows once the storage has been read. */
async function shownBy(session: ChatSession) {
  await settle()
  return session.transcript.map(
    ({ index, delivery, command }) => index ?? [delivery, command?.type === 'SendMessage' && command.content],
  )
}
const failed = (text: string) => ['failed', { type: 'text', text }]

/** The same storage, which takes a turn of the event loop for everything. */
function slow(storage: SessionStorage): SessionStorage {
  return {
    load: async (key) => (await settle(), storage.load(key)),
    save: async (key, value) => (await settle(), storage.save(key, value)),
    remove: async (key) => (await settle(), storage.remove(key)),
    keys: async () => (await settle(), storage.keys()),
  }
}
/** Lets it do all that it was asked for. */
async function slowly(): Promise<void> {
  for (let turns = 0; turns < 50; turns++) await settle()
}

describe('what was queued for a session that is over', () => {
  it('is shown as failed, first of all, by the session that is started in its place', async () => {
    const storage = memoryStorage()
    await pageThatQueued('too late', storage)
    const page = openPage({ storage })
    const starting = page.chat.startSession()
    await settle()
    page.farSide.reports('closed', gone)
    await page.clock.advance(0)
    page.farSide.open({ sessionId: 's2' }, [message(1)])
    const session = await starting
    expect(await shownBy(session)).toEqual([failed('too late'), 1])
    expect(session.transcript[0]?.error).toMatchObject({ name: 'InvalidStateError' })
    expect(storage.keys(), 'kept until the visitor discards it').toHaveLength(2)
  })

  it('stays stored as long as no session is opened', async () => {
    const storage = memoryStorage()
    await pageThatQueued('too late', storage)
    const page = openPage({ storage })
    const starting = outcomeOf(page.chat.startSession())
    await settle()
    page.farSide.reports('closed', gone)
    await page.clock.advance(0)
    page.farSide.reports('closed', new ChatError(101, 'not authorized'))
    await page.clock.advance(0)
    expect(starting.state).toBe('rejected')
    const again = openPage({ storage })
    const session = await again.start({ sessionId: 's2' })
    expect(await shownBy(session)).toEqual([failed('too late')])
  })

  it('is shown by a session that another page has put in its place, also when that one is only restored', async () => {
    const storage = memoryStorage()
    await pageThatQueued('too late', storage)
    await storage.save('session', { state: 'open', sessionId: 's2', secret: 'x', position: 0 })
    const session = await openPage({ storage }).restore({ sessionId: 's2' })
    expect(await shownBy(session)).toEqual([failed('too late')])
    expect(storage.keys()).toHaveLength(2)
  })

  it('is handed back to each page, once, until the visitor discards it', async () => {
    const storage = memoryStorage()
    await pageThatQueued('too late', storage)
    await storage.save('session', { state: 'open', sessionId: 's2', secret: 'x', position: 0 })
    const page = openPage({ storage })
    await page.restore({ sessionId: 's2' })
    await page.dies()
    const next = openPage({ storage })
    const session = await next.restore({ sessionId: 's2' })
    expect(await shownBy(session)).toEqual([failed('too late')])
    session.discard(session.transcript[0]?.key ?? '')
    expect(await shownBy(session)).toEqual([])
    await next.dies()
    expect(storage.keys()).toEqual(['session'])
  })

  it('counts among what the server refused while a stored session was left', async () => {
    const storage = memoryStorage()
    await pageThatQueued('not this', storage)
    const page = openPage({ storage })
    const starting = page.chat.startSession()
    await settle()
    page.farSide.open()
    await settle()
    const line = page.farSide
    if (line.received[0]) line.refuses(line.received[0], 51)
    await page.clock.advance(0)
    const leave = line.received.find(({ type }) => type === 'LeaveSession')
    if (leave) line.accepts(leave, 1)
    await page.clock.advance(0)
    page.farSide.open({ sessionId: 's2' })
    expect(await shownBy(await starting)).toEqual([failed('not this')])
  })

  it('stays where it is when it cannot be read, which is said once, until the visitor signs out', async () => {
    const storage = memoryStorage()
    await storage.save('outbox.broken', { sessionId: 's0', commands: 'none' })
    const page = openPage({ storage })
    await page.start()
    await settle()
    expect(storage.keys()).toContain('outbox.broken')
    expect(page.logger.warnings).toEqual([expect.stringContaining('outbox.commands: expected an array, got string')])
    await page.chat.signOut()
    expect(storage.keys()).toEqual([])
  })

  it('is not a wish to leave, which went with the session', async () => {
    const storage = await leftOffline()
    await storage.save('session', { state: 'open', sessionId: 's2', secret: 'x', position: 0 })
    const next = await openPage({ storage }).restore({ sessionId: 's2' })
    expect([await shownBy(next), storage.keys()]).toEqual([[], ['session']])
  })

  it('is kept when the start is given up after the server refused it', async () => {
    const storage = memoryStorage()
    await pageThatQueued('not this', storage)
    const page = openPage({ storage })
    const giveUp = new AbortController()
    const starting = outcomeOf(page.chat.startSession({}, { signal: giveUp.signal }))
    await settle()
    page.farSide.open()
    await settle()
    if (page.farSide.received[0]) page.farSide.refuses(page.farSide.received[0], 51)
    await page.clock.advance(0)
    giveUp.abort()
    await settle()
    expect(starting.state).toBe('rejected')
    await storage.save('session', { state: 'open', sessionId: 's2', secret: 'x', position: 0 })
    expect(await shownBy(await openPage({ storage }).restore({ sessionId: 's2' }))).toEqual([failed('not this')])
  })

  it('is kept when the page goes after it was refused, before the new session has begun', async () => {
    const storage = memoryStorage()
    await pageThatQueued('not this', storage)
    const page = openPage({ storage })
    void page.chat.startSession()
    await settle()
    page.farSide.open()
    await settle()
    const [said, leave] = page.farSide.received
    if (said) page.farSide.refuses(said, 51)
    if (leave) page.farSide.accepts(leave, 1)
    await page.clock.advance(0)
    expect(page.farSide.attach.type).toBe('StartSession')
    await page.dies()
    expect(await shownBy(await openPage({ storage }).start({ sessionId: 's2' }))).toEqual([failed('not this')])
  })

  it('is handed back by the error although the restore is given up while it is removed', async () => {
    const storage = memoryStorage()
    await pageThatQueued('too late', storage)
    await storage.remove('session')
    const giveUp = new AbortController()
    const remove = (key: string) => {
      giveUp.abort()
      return settle().then(() => storage.remove(key))
    }
    const page = openPage({ storage: { ...storage, remove } })
    const restoring = outcomeOf(page.chat.restoreSession({ signal: giveUp.signal }))
    await settle()
    await settle()
    expect(restoring.value).toMatchObject({ code: 152, unsent: [{ content: { text: 'too late' } }] })
    expect(storage.keys()).toEqual([])
  })

  describe('in the same page, on a slow storage', () => {
    /** A page that has queued a message for `s1` and let go of it, and has been given `s2`. */
    async function nextSession() {
      const storage = memoryStorage()
      const page = openPage({ storage: slow(storage) })
      const started = page.chat.startSession()
      await slowly()
      page.farSide.open()
      const before = await started
      page.farSide.loses()
      void before.sendMessage('too late')
      await slowly()
      await before.detach()
      await storage.save('session', { state: 'open', sessionId: 's2', secret: 'x', position: 0 })
      const opening = page.chat.restoreSession()
      await slowly()
      page.farSide.open({ sessionId: 's2' })
      const session = await opening
      if (!session) throw new Error('there was nothing to restore')
      return { storage, session }
    }

    it('is not lost to what is said in the new session at once', async () => {
      const { session } = await nextSession()
      void session.sendMessage('hello')
      await slowly()
      expect(await shownBy(session)).toEqual([failed('too late'), ['sending', { type: 'text', text: 'hello' }]])
    })

    it('takes nothing with it that the new session has queued, and waits for the next when that one is let go', async () => {
      const { storage, session } = await nextSession()
      void session.sendMessage('hello')
      void session.detach()
      await slowly()
      const next = await openPage({ storage }).restore({ sessionId: 's2' })
      expect(await shownBy(next)).toEqual([failed('too late'), ['sending', { type: 'text', text: 'hello' }]])
    })
  })
})

it('what was said before a start goes out once, though a reload came while the queues of other pages were being claimed', async () => {
  const storage = memoryStorage()
  const scripted = scriptedTransport()
  const never = new Promise<never>(() => undefined)
  const first = openPage({ storage, transport: Object.assign(scripted, { claimQueues: () => never }) })
  void first.chat.openSession({}, { start: 'first-message' }).sendMessage('hello?')
  await settle()
  await first.dies()
  const page = openPage({ storage })
  const session = page.chat.openSession({}, { start: 'first-message' })
  await settle()
  expect(session.transcript.map(({ delivery }) => delivery)).toEqual(['queued'])
  page.farSide.open()
  await settle()
  expect(page.farSide.texts).toEqual(['hello?'])
})
