import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { ChatRefusal, memorySessionStore, StoreFull } from '../../src/index.ts'
import type { ChatBackend, ChatBackendOptions } from '../../src/index.ts'
import { aMessage, aRestore, aStart, answerTo, connect, startBackend, startChat, TestLine } from '../support/visitor.ts'

const startTimeoutMs = 30_000
const minutes = (count: number) => count * 60_000

/** A start that is answered, and of which nobody hears again. */
async function startUnconfirmed(backend: ChatBackend, id: string, { userData = {}, address = '' } = {}) {
  const line = new TestLine()
  const context = address === '' ? {} : { countedAs: address }
  const { answer, attachment } = await backend.attach(aStart({ id, userData }), line, context)
  attachment?.start()
  return { answer, line, attachment, sessionId: attachment?.sessionId ?? 'none' }
}

const busy = { type: 'EventError', error: { code: 100 } }
const nowhere = { type: 'EventError', error: { code: 50 } }
const started = { type: 'EventAttached' }

describe('a start that no page has confirmed', () => {
  it('is forgotten after 30 s, also while its line is open', async () => {
    const { backend, clock, shown } = startBackend()
    const { line, sessionId } = await startUnconfirmed(backend, 'start-1')
    await clock.advance(startTimeoutMs - 1)
    expect(line.dropped).toBeUndefined()
    await clock.advance(1)
    expect(line.dropped).toBe('expired')
    expect(await answerTo(backend, aRestore(sessionId))).toMatchObject(nowhere)
    expect(shown).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('is forgotten no later because its line is gone', async () => {
    const { backend, clock } = startBackend()
    const { attachment, sessionId } = await startUnconfirmed(backend, 'start-1')
    await clock.advance(startTimeoutMs / 2)
    attachment?.detach()
    await clock.advance(startTimeoutMs / 2)
    expect(await answerTo(backend, aRestore(sessionId))).toMatchObject(nowhere)
  })

  it('is there for a page on a slow line, whose sign comes after many seconds', async () => {
    const { backend, clock, shown } = startBackend()
    const { attachment } = await startUnconfirmed(backend, 'start-1')
    await clock.advance(startTimeoutMs - 1)
    attachment?.confirm()
    await clock.advance(minutes(60))
    expect(shown[0]?.status).toBe('open')
    attachment?.detach()
    await clock.advance(minutes(30) - 1)
    expect(shown[0]?.status).toBe('open')
    await clock.advance(1)
    expect(shown[0]?.status).toBe('gone')
  })

  it('has its time anew for each line on which it is answered', async () => {
    const { backend, clock, shown } = startBackend()
    const first = await startUnconfirmed(backend, 'start-1')
    await clock.advance(startTimeoutMs - 1)
    const again = await startUnconfirmed(backend, 'start-1')
    expect(again.sessionId).toBe(first.sessionId)
    await clock.advance(startTimeoutMs - 1)
    again.attachment?.confirm()
    expect(shown).toHaveLength(1)
  })

  it('is made anew when its page tries again after that', async () => {
    const { backend, clock } = startBackend()
    const first = await startUnconfirmed(backend, 'start-1')
    await clock.advance(startTimeoutMs)
    const again = await startUnconfirmed(backend, 'start-1')
    expect(again.answer).toMatchObject(started)
    expect(again.sessionId).not.toBe(first.sessionId)
  })
})

it('a session in the store, whose page is refused after a restart, is not taken for a start', async () => {
  const store = memorySessionStore()
  const first = await startChat({ store })
  await first.page.send(aMessage('Hello'))
  await first.backend.close()
  const { backend, clock } = startBackend({ store })
  const other = aRestore(first.page.sessionId, { pageId: 'page-2' })
  expect(await answerTo(backend, other)).toMatchObject({ type: 'EventSessionTaken' })
  await clock.advance(minutes(30) - 1)
  expect(await answerTo(backend, aRestore(first.page.sessionId))).toMatchObject(started)
})

describe('when places are short', () => {
  const limits = { maxSessions: 3 }

  it('the oldest start that no page has confirmed gives way, and no other', async () => {
    const { backend, shown } = startBackend({ limits })
    await connect(backend, aStart({ id: 'start-1' }))
    const older = await startUnconfirmed(backend, 'start-2')
    const newer = await startUnconfirmed(backend, 'start-3')
    expect((await startUnconfirmed(backend, 'start-4')).answer).toMatchObject(started)
    expect([older.line.dropped, newer.line.dropped]).toEqual(['expired', undefined])
    expect(shown.map(({ status }) => status)).toEqual(['open'])
  })

  it('then a session that has ended, and then the start is refused', async () => {
    const { backend, shown } = startBackend({ limits })
    for (const id of ['start-1', 'start-2', 'start-3']) await connect(backend, aStart({ id }))
    await shown[1]?.end()
    await connect(backend, aStart({ id: 'start-4' }))
    expect(shown.map(({ status }) => status)).toEqual(['open', 'gone', 'open', 'open'])
    expect((await startUnconfirmed(backend, 'start-5')).answer).toMatchObject(busy)
  })

  it('a store that has no room for a start has it when others give way', async () => {
    const { backend, shown } = startBackend({ store: memorySessionStore({ maxTotalBytes: 1024 * 1024 }) })
    for (let count = 0; count < 100; count++)
      expect((await startUnconfirmed(backend, `flood-${count}`)).answer).toMatchObject(started)
    const userData = { text: 'x'.repeat(30_000) } // takes the room of two others
    await connect(backend, aStart({ id: 'honest', userData }))
    for (let count = 100; count < 200; count++) await startUnconfirmed(backend, `flood-${count}`)
    expect(shown.map(({ status, attached }) => [status, attached])).toEqual([['open', true]])
  })

  it('large starts drive out small ones of their own address alone', async () => {
    const { backend } = startBackend({ store: memorySessionStore({ maxTotalBytes: 1024 * 1024 }) })
    const honest = await startUnconfirmed(backend, 'honest', { address: '203.0.113.7' })
    const large = { address: '198.51.100.9', userData: { text: 'x'.repeat(30_000) } }
    const flood = []
    for (let count = 0; count < 20; count++) flood.push(await startUnconfirmed(backend, `flood-${count}`, large))
    expect(flood.map(({ answer }) => answer)).toEqual(flood.map(() => expect.objectContaining(started)))
    // Chats take the rest of the store.
    for (let count = 0; flood.some(({ line }) => line.dropped === undefined); count++)
      await connect(backend, aStart({ id: `chat-${count}` }))
    expect((await startUnconfirmed(backend, 'too-large', large)).answer).toMatchObject(busy)
    expect(honest.line.dropped).toBeUndefined()
  })

  it('a newcomer stays while floods drive out their own starts, also where hardly a start has room', async () => {
    const { backend } = startBackend({ limits })
    await connect(backend, aStart({ id: 'start-1' }))
    const floods = ['198.51.100.9', '198.51.100.10', '198.51.100.11']
    const flood = async (from: number) => {
      for (let count = from; count < from + 20; count++)
        for (const address of floods) await startUnconfirmed(backend, `flood-${address}-${count}`, { address })
    }
    await flood(0)
    const honest = await startUnconfirmed(backend, 'honest', { address: '203.0.113.7' })
    expect(honest.answer).toMatchObject(started)
    await flood(20)
    expect(honest.line.dropped).toBeUndefined()
    const others = ['203.0.113.8', '203.0.113.9', '203.0.113.10']
    for (const address of others)
      expect((await startUnconfirmed(backend, address, { address })).answer).toMatchObject(started)
  })

  it.each([
    ['is full, whoever gives way, costs only a few', new StoreFull(), 8],
    ['refuses for another reason costs none', new ChatRefusal(100, 'the database is read-only'), 0],
    ['is out of reach costs none', new Error('connect ECONNREFUSED'), 0],
  ])('a store that %s', async (_what, failure, costs) => {
    const store = memorySessionStore()
    const { backend } = startBackend({ store })
    const lines = []
    for (let count = 0; count < 20; count++) lines.push((await startUnconfirmed(backend, `start-${count}`)).line)
    store.create = () => Promise.reject(failure)
    expect((await startUnconfirmed(backend, 'refused')).answer).toMatchObject(busy)
    expect(lines.filter(({ dropped }) => dropped !== undefined)).toHaveLength(costs)
  })

  it('starts by the ten thousand keep no newcomer out', async () => {
    const { backend, shown } = startBackend({ limits: { maxSessions: 100 } })
    for (let count = 0; count < 1_000; count++) await startUnconfirmed(backend, `flood-${count}`)
    await connect(backend, aStart({ id: 'honest' }))
    for (let count = 1_000; count < 2_000; count++) await startUnconfirmed(backend, `flood-${count}`)
    expect(shown.map(({ status, attached }) => [status, attached])).toEqual([['open', true]])
  })
})

describe('the memory of starts that no page has confirmed', () => {
  const userData = { text: 'x'.repeat(10_000) } // about 20 kB of memory, beside the 12 kB of a session
  const limits = { maxUnconfirmedBytes: 148_000, maxUnconfirmedBytesPerAddress: 110_000 }

  async function unconfirmed(options: ChatBackendOptions, addresses: readonly string[]) {
    const { backend } = startBackend(options)
    const starts = []
    for (const [at, address] of addresses.entries())
      starts.push(await startUnconfirmed(backend, `start-${at}`, { userData, address }))
    await settle()
    return starts.map(({ line }) => line.dropped !== undefined)
  }

  it('is bounded in bytes: the oldest give way', async () => {
    const gone = await unconfirmed({ limits }, Array<string>(7).fill(''))
    expect(gone).toEqual([true, true, true, false, false, false, false])
  })

  it('is bounded for each address, so that one does not drive out the others', async () => {
    const addresses = ['203.0.113.7', ...Array<string>(6).fill('198.51.100.9')]
    const gone = await unconfirmed({ limits }, addresses)
    expect(gone).toEqual([false, true, true, true, false, false, false])
  })

  it('is that of the address which takes most: its oldest start gives way, wherever the newest comes from', async () => {
    const addresses = ['203.0.113.7', '198.51.100.9', '198.51.100.9', '198.51.100.9', '203.0.113.8', '203.0.113.9']
    const gone = await unconfirmed({ limits }, addresses)
    expect(gone).toEqual([false, true, true, false, false, false])
  })

  it('counts what a session takes without any data', async () => {
    const { backend } = startBackend({ limits: { maxUnconfirmedBytes: 100_000 } })
    const lines = []
    for (let count = 0; count < 20; count++) lines.push((await startUnconfirmed(backend, `start-${count}`)).line)
    await settle()
    expect(lines.filter(({ dropped }) => dropped === undefined)).toHaveLength(7)
  })

  it('is kept as text: thousands of tiny values take no more than their JSON', async () => {
    const { backend } = startBackend({ limits })
    const tiny = { list: Array.from({ length: 3_900 }, () => ({})) } // 12 kB of JSON
    const first = await startUnconfirmed(backend, 'start-1', { userData: tiny })
    await startUnconfirmed(backend, 'start-2', { userData: tiny })
    await startUnconfirmed(backend, 'start-3', { userData: tiny })
    await settle()
    expect(first.line.dropped).toBeUndefined()
    for (const id of ['start-4', 'start-5']) await startUnconfirmed(backend, id, { userData: tiny })
    await settle()
    expect(first.line.dropped).toBe('expired')
  })

  it('no longer counts once a page has confirmed it', async () => {
    const { backend, shown } = startBackend({ limits })
    for (let count = 0; count < 20; count++) await connect(backend, aStart({ id: `start-${count}`, userData }))
    expect(shown.map(({ status }) => status)).toEqual(Array(20).fill('open'))
  })
})

describe('one address', () => {
  const address = '203.0.113.7'

  it('may start so many sessions in a minute; others are not affected', async () => {
    const { backend, clock } = startBackend({ limits: { startsPerMinute: 2 } })
    await startUnconfirmed(backend, 'start-1', { address })
    await startUnconfirmed(backend, 'start-2', { address })
    expect((await startUnconfirmed(backend, 'start-3', { address })).answer).toMatchObject(busy)
    expect((await startUnconfirmed(backend, 'start-4', { address: '203.0.113.8' })).answer).toMatchObject(started)
    expect((await startUnconfirmed(backend, 'start-1', { address })).answer).toMatchObject(started)
    await clock.advance(minutes(1))
    expect((await startUnconfirmed(backend, 'start-3', { address })).answer).toMatchObject(started)
  })

  it('is refused before the authentication hook is asked', async () => {
    const asked: string[] = []
    const authenticate = ({ id }: { id: string }) => void asked.push(id)
    const { backend } = startBackend({ authenticate, limits: { startsPerMinute: 1 } })
    await startUnconfirmed(backend, 'start-1', { address })
    await startUnconfirmed(backend, 'start-2', { address })
    expect(asked).toEqual(['start-1'])
  })

  it('may have so many sessions at a time', async () => {
    const { backend, shown } = startBackend({ limits: { maxSessionsPerAddress: 2 } })
    const older = await startUnconfirmed(backend, 'start-1', { address })
    const second = await startUnconfirmed(backend, 'start-2', { address })
    second.attachment?.confirm()
    const third = await startUnconfirmed(backend, 'start-3', { address })
    expect([older.line.dropped, third.answer]).toMatchObject(['expired', started])
    third.attachment?.confirm()
    expect((await startUnconfirmed(backend, 'start-4', { address })).answer).toMatchObject(busy)
    await backend.expire(shown[0]?.id ?? '')
    expect((await startUnconfirmed(backend, 'start-4', { address })).answer).toMatchObject(started)
  })

  it('that the front does not tell has no quota', async () => {
    const { backend } = startBackend({ limits: { startsPerMinute: 1, maxSessionsPerAddress: 1 } })
    for (let count = 0; count < 5; count++)
      expect((await startUnconfirmed(backend, `start-${count}`, {})).answer).toMatchObject(started)
  })
})
