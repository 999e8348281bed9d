import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { givenCluster, givenReplica, givenServer, givenStore } from './support/given.ts'
import { cli, type RedisServer } from './support/redis-server.ts'
import { start } from './support/samples.ts'
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

test('calls go on while slots move from one server of a cluster to another', { timeout: 120_000 }, async () => {
  const cluster = await givenCluster()
  const store = await givenStore({ cluster: cluster.urls })
  for (const id of many) await start(store, id)
  const writers = startWriters(store, many, 'w')
  await mustGoOn(writers, 100)
  const [from, to] = await Promise.all(
    cluster.servers.map(async (server) => String(await server.command('CLUSTER', 'MYID'))),
  )
  const reshard = ['--cluster-from', from, '--cluster-to', to, '--cluster-slots', '5461', '--cluster-yes'].map(String)
  const address = `127.0.0.1:${cluster.servers[0]?.port}`
  await promisify(execFile)(cli, ['--cluster', 'reshard', address, ...reshard], { maxBuffer: 1e9 })
  await mustGoOn(writers, 100)
  await writers.stop()
  await mustBeKept(store, many, writers.acknowledged)
  expect(writers.rejections).toEqual([])
})
