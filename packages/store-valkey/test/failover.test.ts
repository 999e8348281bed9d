import { expect, onTestFinished, test } from 'vitest'
import { givenCluster, givenReplica, givenServer, givenStore } from './support/given.ts'
import type { RedisServer } from './support/redis-server.ts'
import { start } from '../../../test/support/store-samples.ts'
import { moveSlot } from './support/move-slot.ts'
import { startSentinel } from './support/sentinel.ts'
import { mustBeKept, startWriters } from './support/writers.ts'

/** More is appended, whatever has happened before. */
async function mustGoOn(writers: ReturnType<typeof startWriters>, count = 30): Promise<void> {
  const before = writers.acknowledged.length
  await expect.poll(() => writers.acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(before + count)
}

test(
  'with `replicas: 1`, nothing that was acknowledged is lost when the primary is killed and sentinels fail over',
  { timeout: 90_000 },
  async () => {
    const primary = await givenServer()
    const replicas = [await givenReplica(primary), await givenReplica(primary)]
    const sentinel = await startSentinel(primary, replicas.length)
    onTestFinished(() => sentinel.close())
    const sentinels = { urls: ['redis://127.0.0.1:1', sentinel.url], primary: 'redis://chat' }
    const store = await givenStore({ sentinels, replicas: 1, durabilityTimeoutMs: 500, timeoutMs: 3_000 })
    const sessions = ['s1', 's2', 's3']
    for (const id of sessions) await start(store, id)
    const writers = startWriters(store, sessions, 'w')
    await mustGoOn(writers)
    await primary.kill()
    await mustGoOn(writers)
    await writers.stop()
    expect(await sentinel.primaryPort()).not.toBe(primary.port)
    expect(writers.rejections.length).toBeGreaterThan(0)
    await mustBeKept(store, sessions, writers.acknowledged)
  },
)

test(
  'a primary that falls silent is left for the one that sentinels put in its place',
  { timeout: 90_000 },
  async () => {
    const primary = await givenServer()
    await givenReplica(primary)
    const sentinel = await startSentinel(primary, 1)
    onTestFinished(() => sentinel.close())
    const sentinels = { urls: [sentinel.url], primary: 'redis://chat' }
    const store = await givenStore({ sentinels, timeoutMs: 1_000 })
    await start(store, 's1')
    const writers = startWriters(store, ['s1'], 'w')
    await mustGoOn(writers)
    primary.process.kill('SIGSTOP')
    await expect.poll(() => sentinel.primaryPort(), { timeout: 30_000 }).not.toBe(primary.port)
    await mustGoOn(writers)
    await writers.stop()
  },
)

test('a primary of a cluster that falls silent is left for the one in its place', { timeout: 120_000 }, async () => {
  const cluster = await givenCluster(1)
  const store = await givenStore({ cluster: cluster.urls, timeoutMs: 1_000 })
  for (const id of many) await start(store, id)
  const [silent, ...others] = cluster.servers
  silent?.process.kill('SIGSTOP')
  await expect.poll(() => hasPromoted(others), { timeout: 30_000 }).toBe(true)
  const writers = startWriters(store, many, 'w')
  const sessions = () => new Set(writers.acknowledged.map(({ session }) => session)).size
  await expect.poll(sessions, { timeout: 30_000 }).toBe(many.length)
  await writers.stop()
})

const many = Array.from({ length: 12 }, (_, place) => `session-${place}`)

test(
  'with `replicas: 1`, a cluster loses nothing when one of its primaries is killed',
  { timeout: 120_000 },
  async () => {
    const cluster = await givenCluster(1)
    const store = await givenStore({ cluster: cluster.urls, replicas: 1, durabilityTimeoutMs: 500, timeoutMs: 3_000 })
    for (const id of many) await start(store, id)
    const writers = startWriters(store, many, 'w')
    await mustGoOn(writers, 100)
    const [killed, ...others] = cluster.servers
    await killed?.kill()
    await expect.poll(() => hasPromoted(others), { timeout: 30_000 }).toBe(true)
    await killed?.restart() // as the replica of the one that has taken its place
    const before = writers.acknowledged.length
    const since = () => new Set(writers.acknowledged.slice(before).map(({ session }) => session)).size
    await expect.poll(since, { timeout: 30_000 }).toBe(many.length)
    await writers.stop()
    await mustBeKept(store, many, writers.acknowledged)
  },
)

const hasPromoted = async (servers: readonly RedisServer[]) => {
  const roles = await Promise.all(servers.map((server) => server.command('ROLE')))
  return roles.filter((role) => Array.isArray(role) && role[0] === 'master').length === 3
}

test('calls go on while slots move from one server of a cluster to another', { timeout: 60_000 }, async () => {
  const cluster = await givenCluster()
  const store = await givenStore({ cluster: cluster.urls })
  for (const id of many) await start(store, id)
  const writers = startWriters(store, many, 'w')
  await mustGoOn(writers, 100)
  const [from, to] = cluster.servers
  const keys = (await from?.command('KEYS', '*:session:*')) as readonly string[]
  expect(keys.length).toBeGreaterThan(0)
  for (const key of keys) {
    if (from && to) await moveSlot(Number(await from.command('CLUSTER', 'KEYSLOT', key)), from, to)
    await mustGoOn(writers)
  }
  await writers.stop()
  expect(await from?.command('KEYS', '*:session:*')).toEqual([])
  expect(writers.rejections).toEqual([])
  await mustBeKept(store, many, writers.acknowledged)
})
