import { describe, expect, it } from 'vitest'
import { memorySessionStore } from '../../src/index.ts'
import type { Claim, EventToStore, MemorySessionStoreOptions } from '../../src/index.ts'
import { toStore } from '../../src/session/session-transcript.ts'
import { aClaim, aDevice, aRecord, claimBy, joined, message, party } from '../support/for-stores.ts'

async function storeWithSession() {
  const store = memorySessionStore()
  await store.create(aRecord('s1'), joined, { ...aClaim, take: false, pageId: 'A' })
  return store
}

describe('a session store in memory', () => {
  it('makes one session for each start', async () => {
    const store = memorySessionStore()
    const first = await store.create(aRecord('s1'), joined, aClaim)
    const second = await store.create(aRecord('s2'), joined, aClaim)
    expect(second).toEqual(first)
    expect(await store.find('s2')).toBeUndefined()
    expect(first).toEqual({
      record: aRecord('s1'),
      visitor: { party },
      devices: [aClaim.device],
      first: 1,
      head: 1,
      reads: [],
    })
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
      (await store.claim('s1', { ...aClaim, pageId, attachId, take })).outcome
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
    const other = { ...aClaim, pageId: 'B', attachId: 'b1' }
    expect((await store.claim('s1', { ...other, take: false })).outcome).toBe('taken')
    expect((await store.claim('s1', { ...other, take: true })).outcome).toBe('held')
    expect((await store.claim('s1', aClaim)).outcome).toBe('taken')
    await store.create(aRecord('s2'), joined, { ...aClaim, pageId: 'C', attachId: 'c1' })
    expect((await store.claim('s1', { ...other, take: false })).outcome).toBe('held')
  })

  it('returns the session with the claim, and changes nothing for a page that is ahead of it', async () => {
    const store = await storeWithSession()
    const ahead = await store.claim('s1', { ...aClaim, pageId: 'B', after: 2 })
    expect(ahead).toEqual({ outcome: 'ahead', session: await store.find('s1'), epoch: 1 })
    const held = await store.claim('s1', { ...aClaim, pageId: 'A', take: false, after: 1 })
    expect(held).toEqual({ outcome: 'held', session: await store.find('s1'), epoch: 2 })
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
    expect((await store.create(aRecord('s2'), joined, aClaim)).record.id).toBe('s2')
  })
})

/** A session of Ada's, started on a laptop. */
async function storeWithUser(id = 's1', options?: MemorySessionStoreOptions) {
  const store = memorySessionStore(options)
  await store.create(aRecord(id), joinedBy('ada'), adasClaim('laptop'))
  return store
}
const visitorOf = (userId: string) => ({ party, user: { id: userId, json: JSON.stringify({ id: userId }) } })
const joinedBy = (userId: string) => ({ ...joined, visitor: visitorOf(userId) })
const adasClaim = (device: string, maxDevices = 3): Claim => ({
  ...aClaim,
  device: aDevice(device),
  userId: 'ada',
  join: { maxDevices },
})
const withoutJoin = ({ join: _join, ...claim }: Claim): Claim => claim
const updatedTo = (userId: string, commandId?: string): EventToStore => ({
  ...message('updated', commandId),
  visitor: visitorOf(userId),
})

describe('the user of a session in the store', () => {
  it('gives a start the session that the user has, until it ends', async () => {
    const store = await storeWithUser()
    expect((await store.create(aRecord('s2'), joinedBy('ada'), adasClaim('phone'))).record.id).toBe('s1')
    expect((await store.create(aRecord('s3'), joinedBy('bob'), adasClaim('bobs'))).record.id).toBe('s3')
    const apart = withoutJoin(adasClaim('tablet'))
    expect((await store.create(aRecord('s4'), joinedBy('ada'), apart)).record.id).toBe('s4')
    expect((await store.create(aRecord('s5'), joinedBy('ada'), adasClaim('phone'))).record.id).toBe('s4')
    for (const id of ['s4', 's1']) await store.append(id, toStore({ type: 'EventSessionEnded', reason: '', at: 9 }))
    expect((await store.create(aRecord('s6'), joinedBy('ada'), adasClaim('phone'))).record.id).toBe('s6')
    await store.remove('s6')
    expect((await store.create(aRecord('s7'), joinedBy('ada'), adasClaim('phone'))).record.id).toBe('s7')
  })

  it('lets a device of the user join, and nobody else', async () => {
    const store = await storeWithUser()
    expect((await store.claim('s1', withoutJoin(adasClaim('phone')))).outcome).toBe('forgotten')
    expect((await store.claim('s1', { ...adasClaim('phone'), userId: 'bob' })).outcome).toBe('forgotten')
    const joins = await store.claim('s1', adasClaim('phone'))
    expect(joins).toMatchObject({ outcome: 'held', session: { devices: [aDevice('laptop'), aDevice('phone')] } })
    for (const userId of ['bob', undefined])
      expect(await store.claim('s1', { ...claimBy('phone'), ...(userId && { userId }), after: 99 })).toEqual({
        outcome: 'other-user',
      })
  })

  it('may be nobody yet: no device joins, and an event says later who it is', async () => {
    const store = await storeWithSession()
    expect((await store.claim('s1', adasClaim('phone'))).outcome).toBe('forgotten')
    expect(await store.append('s1', updatedTo('ada', 'c-1'))).toMatchObject({
      outcome: 'appended',
      event: { index: 2 },
    })
    expect(await store.append('s1', updatedTo('bob', 'c-1'))).toMatchObject({ outcome: 'repeated' })
    expect(await store.append('s1', updatedTo('bob', 'c-2'))).toEqual({ outcome: 'other-user' })
    expect(await store.append('s1', updatedTo('ada'))).toMatchObject({ outcome: 'appended', event: { index: 3 } })
    expect(await store.find('s1')).toMatchObject({ visitor: visitorOf('ada'), head: 3 })
    expect((await store.create(aRecord('s2'), joinedBy('ada'), adasClaim('phone'))).record.id).toBe('s1')
  })

  it('has a holder on each device', async () => {
    const store = await storeWithUser()
    await store.claim('s1', adasClaim('phone'))
    const claim = async (device: string, pageId: string, take: boolean) =>
      (await store.claim('s1', { ...adasClaim(device), pageId, attachId: `${pageId} attaches`, take })).outcome
    expect(await claim('phone', 'B', true)).toBe('held')
    expect(await claim('laptop', 'page', false)).toBe('held')
    expect(await claim('phone', 'page', false)).toBe('taken')
  })

  it('has devices of which those that were given the session longest ago are forgotten, and may start anew', async () => {
    const store = await storeWithUser()
    for (const device of ['phone', 'tablet', 'laptop', 'watch']) await store.claim('s1', adasClaim(device))
    const known = (await store.find('s1'))?.devices.map(({ startId }) => startId)
    expect(known).toEqual(['tablet', 'laptop', 'watch'])
    expect((await store.claim('s1', withoutJoin(adasClaim('phone')))).outcome).toBe('forgotten')
    expect((await store.create(aRecord('s2'), joinedBy('cleo'), adasClaim('phone'))).record.id).toBe('s2')
    await store.remove('s1')
    expect((await store.create(aRecord('s3'), joinedBy('cleo'), withoutJoin(adasClaim('watch')))).record.id).toBe('s3')
  })

  it('takes no device to a session that has ended', async () => {
    const store = await storeWithUser()
    await store.append('s1', toStore({ type: 'EventSessionEnded', reason: '', at: 9 }))
    expect((await store.claim('s1', adasClaim('phone'))).outcome).toBe('forgotten')
    expect((await store.claim('s1', adasClaim('laptop'))).outcome).toBe('held')
  })

  it('has no more devices than there is memory for', async () => {
    const store = await storeWithUser('s1', { maxTotalBytes: 1024 * 1024 })
    let joinedDevices = 0
    const joinAll = async () => {
      for (; joinedDevices < 1_000; joinedDevices++) await store.claim('s1', adasClaim(`d${joinedDevices}`, 1_000))
    }
    await expect(joinAll()).rejects.toMatchObject({ name: 'ChatRefusal', code: 100 })
    expect(joinedDevices).toBeGreaterThan(100)
    expect((await store.find('s1'))?.devices).toHaveLength(joinedDevices + 1)
    expect((await store.claim('s1', adasClaim('d0', 1_000))).outcome).toBe('held')
  })
})
