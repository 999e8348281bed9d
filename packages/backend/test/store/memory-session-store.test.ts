import { describe, expect, it } from 'vitest'
import { memorySessionStore } from '../../src/index.ts'
import type { EventToStore, SessionRecord } from '../../src/index.ts'
import { toStore } from '../../src/session/session-transcript.ts'

const party = { id: 'p1', name: 'Ada', type: 'client' } as const
const joined = toStore({ type: 'EventParticipantJoined', party, at: 1 })
const aRecord = (id: string, startId = `start-of-${id}`): SessionRecord => ({
  id,
  startId,
  secretHash: '00',
  party,
  userData: '{}',
  startedAt: 1,
  maxTranscriptEvents: 100,
  maxTranscriptBytes: 100_000,
})
const aClaim = { pageId: 'page', attachId: 'attach', take: true, after: 0 }
const message = (text: string, commandId?: string): EventToStore =>
  toStore({
    type: 'EventMessage',
    party,
    content: { type: 'text', text },
    at: 2,
    ...(commandId !== undefined && { commandId }),
  })

async function storeWithSession() {
  const store = memorySessionStore()
  await store.create(aRecord('s1'), joined, { ...aClaim, take: false, pageId: 'A' })
  return store
}

describe('a session store in memory', () => {
  it('makes one session for each start', async () => {
    const store = memorySessionStore()
    const first = await store.create(aRecord('s1', 'start'), joined, aClaim)
    const second = await store.create(aRecord('s2', 'start'), joined, aClaim)
    expect(second).toEqual(first)
    expect(await store.find('s2')).toBeUndefined()
    expect(first).toEqual({ record: aRecord('s1', 'start'), first: 1, head: 1, reads: [] })
  })

  it('gives each event the next index, and a command one event', async () => {
    const store = await storeWithSession()
    const first = await store.append('s1', message('a', 'c-1'))
    expect(first).toMatchObject({ outcome: 'appended', event: { index: 2, json: message('a', 'c-1').json } })
    expect(await store.append('s1', message('b'))).toMatchObject({ event: { index: 3 } })
    const repeat = await store.append('s1', message('something else', 'c-1'))
    expect(repeat).toEqual({ ...first, outcome: 'repeated' })
    expect(await store.committed('s1', 'c-1')).toMatchObject({ index: 2 })
    expect(await store.committed('s1', 'c-2')).toBeUndefined()
  })

  it('decides repeats that overlap', async () => {
    const store = await storeWithSession()
    const outcomes = await Promise.all([1, 2, 3].map(() => store.append('s1', message('a', 'c-1'))))
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['appended', 'repeated', 'repeated'])
  })

  it('closes a transcript with its end, whose command it still knows', async () => {
    const store = await storeWithSession()
    const end = toStore({ type: 'EventSessionEnded', reason: 'left', at: 3, commandId: 'c-9' })
    await store.append('s1', end)
    expect(await store.append('s1', message('too late', 'c-1'))).toEqual({ outcome: 'ended', head: 2 })
    expect(await store.append('s1', end)).toMatchObject({ outcome: 'repeated', event: { index: 2 } })
    expect(await store.read('s1', 1, 1000)).toEqual([{ index: 2, json: end.json }])
  })

  it('keeps the highest read mark of each party', async () => {
    const store = await storeWithSession()
    const moved = []
    for (const upTo of [2, 1, 2, 3]) moved.push(await store.markRead('s1', { party, upTo }))
    expect(moved).toEqual([true, false, false, true])
    expect((await store.find('s1'))?.reads).toEqual([{ party, upTo: 3 }])
  })

  it('gives the session to a page that takes, once per attach and page', async () => {
    const store = await storeWithSession()
    const claim = async (pageId: string, attachId: string, take: boolean) =>
      (await store.claim('s1', { pageId, attachId, take, after: 0 })).outcome
    expect(await claim('A', 'a1', false)).toBe('held')
    expect(await claim('B', 'b1', false)).toBe('taken')
    expect(await claim('B', 'b1', true)).toBe('held')
    expect(await claim('A', 'a2', true)).toBe('held')
    expect(await claim('B', 'b1', true)).toBe('taken')
    expect(await claim('A', 'b1', true)).toBe('held')
  })

  it('gives the session to the page that starts it, once for this attach', async () => {
    const store = memorySessionStore()
    await store.create(aRecord('s1'), joined, aClaim)
    const other = { pageId: 'B', attachId: 'b1', after: 0 }
    expect((await store.claim('s1', { ...other, take: false })).outcome).toBe('taken')
    expect((await store.claim('s1', { ...other, take: true })).outcome).toBe('held')
    expect((await store.claim('s1', aClaim)).outcome).toBe('taken')
    await store.create(aRecord('s2', 'start-of-s1'), joined, { ...aClaim, pageId: 'C', attachId: 'c1' })
    expect((await store.claim('s1', { ...other, take: false })).outcome).toBe('held')
  })

  it('returns the session with the claim, and changes nothing for a page that is ahead of it', async () => {
    const store = await storeWithSession()
    const ahead = await store.claim('s1', { ...aClaim, pageId: 'B', after: 2 })
    expect(ahead).toEqual({ outcome: 'ahead', session: await store.find('s1') })
    const held = await store.claim('s1', { ...aClaim, pageId: 'A', take: false, after: 1 })
    expect(held).toEqual({ outcome: 'held', session: await store.find('s1') })
  })

  it('forgets a session with its start', async () => {
    const store = await storeWithSession()
    await store.remove('s1')
    await store.remove('s1')
    expect(await store.find('s1')).toBeUndefined()
    expect(await store.append('s1', message('a'))).toEqual({ outcome: 'unknown' })
    expect(await store.committed('s1', 'c-1')).toBeUndefined()
    expect(await store.read('s1', 0, 1000)).toEqual([])
    expect(await store.claim('s1', aClaim)).toEqual({ outcome: 'unknown' })
    expect(await store.markRead('s1', { party, upTo: 1 })).toBe(false)
    expect((await store.create(aRecord('s2', 'start-of-s1'), joined, aClaim)).record.id).toBe('s2')
  })
})
