import { expect, test, vi } from 'vitest'
import { givenCluster, givenReplica, givenServer, givenStore } from './support/given.ts'
import { message, start } from '../../../test/support/store-samples.ts'
import { startOfUser } from './support/starts.ts'

/** Servers take their time to start on a machine that is busy. */
vi.setConfig({ testTimeout: 30_000 })

/** A logger that tells when a connection has been lost. */
function watchedLoss() {
  const warn = vi.fn<(message: string) => void>()
  const logger = { debug: () => undefined, info: () => undefined, warn, error: () => undefined }
  const lost = () =>
    expect.poll(() => warn.mock.calls.join(), { timeout: 10_000 }).toContain('the connection to redis://127.0.0.1')
  return { logger, lost }
}

test('a call waits for a server that is being restarted, and is carried out', async () => {
  const server = await givenServer({ appendonly: 'yes', appendfsync: 'always' })
  const { logger, lost } = watchedLoss()
  const store = await givenStore({ url: server.url, timeoutMs: 10_000, logger })
  await start(store, 's1')
  await server.kill()
  await lost()
  const call = store.append('s1', message('Hello'))
  await server.restart()
  expect(await call).toMatchObject({ outcome: 'appended', event: { index: 2 } })
})

test('calls to a server that is gone reject in their time, say why, and harm nobody', async () => {
  const server = await givenServer()
  const store = await givenStore({ url: server.url, timeoutMs: 300 })
  await start(store, 's1')
  await server.kill()
  const calls = [store.append('s1', message('Hello')), store.find('s1'), store.expiry.removeExpired(1, 1)]
  for (const call of calls) await expect(call).rejects.toThrow(/not carried this out within 300 ms|closed/)
  await expect(store.find('s1')).rejects.toThrow(/ECONNREFUSED/)
})

test(
  'calls to a server that is silent reject in their time, and later ones are carried out',
  { timeout: 30_000 },
  async () => {
    const server = await givenServer()
    const store = await givenStore({ url: server.url, timeoutMs: 500 })
    await start(store, 's1')
    server.process.kill('SIGSTOP')
    await expect(store.append('s1', message('Hello', 'c-1'))).rejects.toThrow()
    await expect(store.find('s1')).rejects.toThrow()
    server.process.kill('SIGCONT')
    await expect
      .poll(() => store.find('s1').catch(() => undefined), { timeout: 10_000 })
      .toMatchObject({ record: { id: 's1' } })
    expect(await store.append('s1', message('Hello', 'c-1'))).toMatchObject({ event: { index: 2 } })
  },
)

test(
  'a server that becomes a replica is left, and used again when it is the primary',
  { timeout: 30_000 },
  async () => {
    const [server, other] = [await givenServer(), await givenServer()]
    const store = await givenStore({ url: server.url, timeoutMs: 1_000 })
    await start(store, 's1')
    await server.command('REPLICAOF', '127.0.0.1', String(other.port))
    await expect(store.append('s1', message('Hello'))).rejects.toThrow(/READONLY|MASTERDOWN|not carried this out/)
    await server.command('REPLICAOF', 'NO', 'ONE')
    await start(store, 's2')
    expect(await store.append('s2', message('Hello'))).toMatchObject({ outcome: 'appended' })
  },
)

test('a server that loads its files is waited for', { timeout: 60_000 }, async () => {
  const slow = { appendonly: 'yes', 'key-load-delay': '3000', 'loading-process-events-interval-bytes': '1024' }
  const server = await givenServer(slow)
  const { logger, lost } = watchedLoss()
  const store = await givenStore({ url: server.url, timeoutMs: 20_000, logger })
  for (let count = 0; count < 300; count++) await start(store, `s${count}`)
  await server.command('BGREWRITEAOF')
  await expect
    .poll(() => server.command('INFO', 'persistence'), { timeout: 10_000 })
    .toContain('aof_rewrite_in_progress:0')
  await server.kill()
  await lost()
  const isBack = server.restart()
  expect(await store.append('s1', message('Hello'))).toMatchObject({ outcome: 'appended', event: { index: 2 } })
  await isBack
})

test('a script that the server has forgotten is sent again', async () => {
  const server = await givenServer()
  const store = await givenStore({ url: server.url })
  await start(store, 's1')
  await server.command('SCRIPT', 'FLUSH')
  expect(await store.append('s1', message('Hello'))).toMatchObject({ outcome: 'appended' })
})

test('a change that no replica has rejects, and its repeat is found when one has it', async () => {
  const server = await givenServer()
  const replica = await givenReplica(server)
  const store = await givenStore({ url: server.url, replicas: 1, durabilityTimeoutMs: 1_000 })
  await start(store, 's1')
  replica.process.kill('SIGSTOP')
  const say = () => store.append('s1', message('Hello', 'c-1'))
  await expect(say()).rejects.toThrow('after 1000 ms, 0 of 1 replicas have it')
  await expect(say()).rejects.toThrow('0 of 1 replicas')
  replica.process.kill('SIGCONT')
  await expect
    .poll(() => say().catch(() => undefined), { timeout: 10_000 })
    .toMatchObject({ outcome: 'repeated', event: { index: 2 } })
})

test('a repeat at another connection waits for the replica too', async () => {
  const server = await givenServer()
  const replica = await givenReplica(server)
  const [one, other] = [
    await givenStore({ url: server.url, replicas: 1, durabilityTimeoutMs: 1_000 }),
    await givenStore({ url: server.url, replicas: 1, durabilityTimeoutMs: 1_000 }),
  ]
  await start(one, 's1')
  replica.process.kill('SIGSTOP')
  await expect(one.append('s1', message('Hello', 'c-1'))).rejects.toThrow('0 of 1 replicas')
  await expect(other.append('s1', message('Hello', 'c-1'))).rejects.toThrow('0 of 1 replicas')
  replica.process.kill('SIGCONT')
})

test('closing waits for the calls that were made, and refuses others', async () => {
  const server = await givenServer()
  const store = await givenStore({ url: server.url })
  await start(store, 's1')
  const calls = Promise.all(Array.from({ length: 50 }, () => store.append('s1', message('Hello'))))
  await store.close()
  expect((await calls).at(-1)).toMatchObject({ outcome: 'appended', event: { index: 51 } })
  await expect(store.find('s1')).rejects.toThrow('the session store is closed')
  await store.close()
})

test('closing waits for all steps of the starts that were made in a cluster', async () => {
  const cluster = await givenCluster()
  const store = await givenStore({ cluster: cluster.urls })
  const starts = Promise.all(Array.from({ length: 20 }, (_, count) => store.create(...startOfUser(count, `s${count}`))))
  await store.close()
  expect((await starts).map(({ head }) => head)).toEqual(Array.from({ length: 20 }, () => 1))
})

test('with `replicas: 1`, what no replica has is not told to be committed either', { timeout: 30_000 }, async () => {
  const primary = await givenServer()
  const replica = await givenReplica(primary)
  const store = await givenStore({ url: primary.url, replicas: 1, durabilityTimeoutMs: 200, timeoutMs: 2_000 })
  await start(store, 's1')
  await replica.kill()
  await expect(store.append('s1', message('Hello', 'c-1'))).rejects.toThrow('0 of 1 replicas have it')
  await expect(store.committed('s1', 'c-1')).rejects.toThrow('0 of 1 replicas have it')
})
