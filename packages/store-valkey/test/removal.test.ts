import type { ValkeySessionStoreOptions } from '@chat-transport/store-valkey'
import { expect, test, vi } from 'vitest'
import { givenCluster, givenServer, givenStore } from './support/given.ts'
import type { RedisServer } from './support/redis-server.ts'
import { message, party, start } from '../../../test/support/store-samples.ts'
import { startOfUser } from './support/starts.ts'

vi.setConfig({ testTimeout: 60_000 })

const far = Date.UTC(2200, 0)

async function keysOf(servers: readonly RedisServer[]): Promise<readonly string[]> {
  const keys = await Promise.all(servers.map((server) => server.command('KEYS', '*')))
  return (keys as readonly (readonly string[])[]).flat()
}

/** Sessions with all that they can have are removed, one way or the other. */
async function mustLeaveNothing(options: ValkeySessionStoreOptions, servers: readonly RedisServer[]) {
  const store = await givenStore(options)
  for (let count = 0; count < 6; count++) {
    const [record, joined, claim] = startOfUser(count, `s${count}`)
    await store.create({ ...record, maxTranscriptEvents: 3 }, joined, claim)
    for (const device of ['laptop', 'phone', 'tablet', 'watch'])
      await store.claim(record.id, { ...claim, device: { startId: `${device} ${count}`, secretHash: '' } })
    for (let event = 0; event < 10; event++) await store.append(record.id, message('Hello', `c-${event}`))
    await store.markRead(record.id, { party, upTo: 3 })
  }
  await start(store, 'nobody’s')
  const user = { id: 'late', json: '{}' }
  await store.append('nobody’s', { ...message('It is me'), visitor: { party, user } })
  await store.append('nobody’s', { ...message('the end'), isEnd: true, expiresAt: 1 })
  expect(await keysOf(servers)).not.toEqual([])

  for (const id of ['s0', 's1', 's2']) await store.remove(id)
  expect([...(await store.expiry.removeExpired(far, 100))].sort()).toEqual(['nobody’s', 's3', 's4', 's5'])
  expect(await keysOf(servers)).toEqual([])
}

test('nothing is left on a server of what was removed', async () => {
  const server = await givenServer()
  await mustLeaveNothing({ url: server.url }, [server])
})

test('nothing is left in a cluster of what was removed', async () => {
  const cluster = await givenCluster()
  await mustLeaveNothing({ cluster: cluster.urls }, cluster.servers)
})

test('a session that somebody has deleted by hand is in no sweep’s way', async () => {
  const server = await givenServer()
  const store = await givenStore({ url: server.url })
  await start(store, 's1')
  await start(store, 's2')
  const keys = (await server.command('KEYS', '*:session:"s1"')) as readonly string[]
  await server.command('DEL', ...keys)
  expect(await store.expiry.removeExpired(far, 1)).toEqual(['s2'])
  expect(await store.expiry.removeExpired(far, 1)).toEqual([])
  expect((await keysOf([server])).filter((key) => key.endsWith(':expiry'))).toEqual([])
})
