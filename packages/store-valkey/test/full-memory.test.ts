import { ChatRefusal, StoreFull } from '@chat-transport/backend'
import { expect, test, vi } from 'vitest'
import { givenCluster, givenServer, givenStore } from './support/given.ts'
import { message, party, start, transcript } from '../../../test/support/store-samples.ts'

/** Servers take their time to start on a machine that is busy. */
vi.setConfig({ testTimeout: 30_000 })

type Store = Awaited<ReturnType<typeof givenStore>>

const large = (place: number) => message(`${place} `.padEnd(100_000, 'x'), `c-${place}`)

/** Appends until there is no room. Returns how many events were kept. */
async function fill(store: Store, id: string): Promise<number> {
  for (let kept = 0; ; kept++) {
    const refusal: unknown = await store.append(id, large(kept)).catch((cause: unknown) => cause)
    if (!(refusal instanceof Error)) continue
    expect(refusal).toBeInstanceOf(ChatRefusal)
    expect(refusal).toMatchObject({ code: 52 })
    return kept
  }
}

async function givenFullServer() {
  const server = await givenServer({ maxmemory: '8mb' })
  const store = await givenStore({ url: server.url })
  await start(store, 's1')
  return { store, kept: await fill(store, 's1') }
}

test('an event without room is refused with 52, and everything that was kept stays', async () => {
  const { store, kept } = await givenFullServer()
  expect(kept).toBeGreaterThan(10)
  expect(await transcript(store, 's1')).toHaveLength(1 + kept)
  expect(await store.committed('s1', `c-${kept}`)).toBeUndefined()
})

test('a repeat is recognized without room, and read marks, claims and ends have some', async () => {
  const { store, kept } = await givenFullServer()
  expect(await store.append('s1', large(0))).toMatchObject({ outcome: 'repeated', event: { index: 2 } })
  expect(await store.markRead('s1', { party, upTo: 1 })).toBe(true)
  const end = { ...message('the end'), isEnd: true, expiresAt: 1 }
  expect(await store.append('s1', end)).toMatchObject({ outcome: 'appended', event: { index: kept + 2 } })
  expect(await store.append('s1', large(kept))).toEqual({ outcome: 'ended', head: kept + 2 })
  expect(await store.expiry.removeExpired(2, 10)).toEqual(['s1'])
})

test('a start without room is told so, and there is room again for what a session leaves', async () => {
  const { store } = await givenFullServer()
  const startMany = async () => {
    for (let count = 0; count < 5_000; count++) await start(store, `more ${count}`)
  }
  await expect(startMany()).rejects.toBeInstanceOf(StoreFull)
  await store.remove('s1')
  await expect.poll(() => start(store, 'later'), { timeout: 10_000 }).toMatchObject({ head: 1 }) // memory is given back in another thread
  expect(await store.append('later', large(1))).toMatchObject({ outcome: 'appended' })
})

test('a start without room in a cluster may be repeated when there is some', { timeout: 60_000 }, async () => {
  const cluster = await givenCluster()
  const store = await givenStore({ cluster: cluster.urls })
  await start(store, 'before')
  for (const server of cluster.servers) await server.command('CONFIG', 'SET', 'maxmemory', '1mb')
  await expect(start(store, 's1')).rejects.toBeInstanceOf(StoreFull)
  for (const server of cluster.servers) await server.command('CONFIG', 'SET', 'maxmemory', '0')
  expect(await start(store, 's1')).toMatchObject({ record: { id: 's1' }, head: 1 })
})
