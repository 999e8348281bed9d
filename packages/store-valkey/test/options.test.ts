import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import type { Logger } from '@chat-transport/core'
import { valkeySessionStore, type ValkeySessionStoreOptions } from '@chat-transport/store-valkey'
import { createClient, createCluster } from '@redis/client'
import { expect, onTestFinished, test, vi } from 'vitest'
import { givenCluster, givenServer, givenStore } from './support/given.ts'
import { message, party, start } from '../../../test/support/store-samples.ts'
import { startOfUser } from './support/starts.ts'

/** Servers take their time to start on a machine that is busy. */
vi.setConfig({ testTimeout: 30_000 })

const url = 'redis://127.0.0.1:1'

test.each([
  [{}, 'expected one of url, sentinels, cluster and client, got none'],
  [{ url, cluster: [url] }, 'expected one of url, sentinels, cluster and client, got url and cluster'],
  [{ url: 'http://localhost' }, 'url: expected a URL that begins with redis: or rediss:, got string'],
  [{ url: 'redis://localhost/chats' }, 'url: expected a URL'],
  [{ cluster: [] }, 'cluster: expected a list of one or more URLs'],
  [{ sentinels: { urls: [url] } }, 'sentinels.primary: expected a URL'],
  [{ client: {} }, 'client: expected a client or a cluster client of @redis/client'],
  [{ client: { sendCommand: () => 0, on: () => 0, acquire: () => 0 } }, 'of sentinels, give `sentinels`'],
  [{ url, prefix: 'a{b' }, 'prefix: expected letters, digits, or - _ . :'],
  [{ url, replicas: -1 }, 'replicas: expected a whole number from 0 to 100, got -1'],
  [{ url, fsync: 1 }, 'fsync: expected a boolean'],
  [{ url, timeoutMs: 1 }, 'timeoutMs: expected a whole number from 10'],
  [
    { url, replicas: 1, timeoutMs: 1_000 },
    'durabilityTimeoutMs: expected less than timeoutMs, which is 1000, got 2000',
  ],
  [{ url, logger: {} }, 'logger: expected an object with debug'],
  [undefined, 'options: expected an object, got undefined'],
])('the options %j are refused by name', async (options, problem) => {
  await expect(valkeySessionStore(options as ValkeySessionStoreOptions)).rejects.toThrow(problem)
})

test('a server that is not there is named, without its password', async () => {
  const opening = valkeySessionStore({ url: 'redis://ada:secret@127.0.0.1:1', timeoutMs: 500 })
  const error: unknown = await opening.catch((cause: unknown) => cause)
  expect(String(error)).toMatch(/127\.0\.0\.1:1/)
  expect(String(error)).not.toContain('secret')
  await expect(valkeySessionStore({ cluster: ['redis://127.0.0.1:1'], timeoutMs: 500 })).rejects.toThrow()
  const sentinels = { urls: ['redis://127.0.0.1:1'], primary: 'redis://chat' }
  await expect(valkeySessionStore({ sentinels, timeoutMs: 500 })).rejects.toThrow('knows a primary named chat')
})

test('a server that would remove sessions when its memory is full is refused, with what to do', async () => {
  const server = await givenServer({ maxmemory: '100mb', 'maxmemory-policy': 'allkeys-lru' })
  await expect(valkeySessionStore({ url: server.url })).rejects.toThrow(
    /maxmemory-policy allkeys-lru\)\. Set "maxmemory-policy noeviction"/,
  )
})

test('a server that keeps nothing on its disk, or has no bound, is used with a warning', async () => {
  const server = await givenServer()
  const warn = vi.fn()
  const logger: Logger = { debug: () => undefined, info: () => undefined, warn, error: () => undefined }
  await givenStore({ url: server.url, logger })
  const warnings = warn.mock.calls.map(String).join('\n')
  expect(warnings).toContain('appendonly no')
  expect(warnings).toContain('no "maxmemory"')
  warn.mockClear()
  await server.command('CONFIG', 'SET', 'appendonly', 'yes', 'maxmemory', '100mb')
  await givenStore({ url: server.url, logger })
  expect(warn).not.toHaveBeenCalled()
})

test('with `fsync` the disk is waited for, where the server writes a log and can tell', async () => {
  const server = await givenServer()
  const open = () => givenStore({ url: server.url, fsync: true })
  const version = /redis_version:(\d+)\.(\d+)/.exec(String(await server.command('INFO')))
  if (Number(version?.[1]) + Number(version?.[2]) / 10 < 7.2) {
    await expect(open()).rejects.toThrow(/Use Valkey, or Redis 7\.2 or newer; or leave `fsync` out/)
    return
  }
  await expect(open()).rejects.toThrow('Set "appendonly yes"')
  await server.command('CONFIG', 'SET', 'appendonly', 'yes')
  const store = await open()
  await start(store, 's1')
  expect(await store.append('s1', message('Hello'))).toMatchObject({ outcome: 'appended' })
  expect(String(await server.command('INFO', 'commandstats'))).toMatch(/cmdstat_waitaof:calls=[1-9]/)
})

test('a server older than 7 is refused', async () => {
  const info = 'redis_version:6.2.14\r\n'
  const old = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', () => socket.write(`$${info.length}\r\n${info}\r\n`))
  }).listen(0, '127.0.0.1')
  await once(old, 'listening')
  onTestFinished(() => void old.close())
  const { port } = old.address() as AddressInfo
  await expect(valkeySessionStore({ url: `redis://127.0.0.1:${port}` })).rejects.toThrow(
    'the server is Redis 6.2.14. Chat sessions need Valkey, or Redis 7 or newer',
  )
})

test('a server with a password and databases is used by its URL', async () => {
  const server = await givenServer({ requirepass: 'p@ss' })
  const { host } = new URL(server.url)
  await expect(valkeySessionStore({ url: `redis://:wrong@${host}`, timeoutMs: 500 })).rejects.toThrow('WRONGPASS')
  const store = await givenStore({ url: `redis://:${encodeURIComponent('p@ss')}@${host}/3` })
  await start(store, 's1')
  const other = await givenStore({ url: `redis://default:${encodeURIComponent('p@ss')}@${host}/4` })
  expect(await other.find('s1')).toBeUndefined()
})

test('a client of the application is used, and left open', async () => {
  const server = await givenServer()
  const client = createClient({ url: server.url })
  await client.connect()
  onTestFinished(() => client.destroy())
  const store = await valkeySessionStore({ client })
  await start(store, 's1')
  await store.close()
  await expect(store.find('s1')).rejects.toThrow('the session store is closed')
  expect(await client.ping()).toBe('PONG')
})

test('a cluster is used by one of its URLs, or by a cluster client, and no server of it alone', async () => {
  const cluster = await givenCluster()
  await expect(valkeySessionStore({ url: cluster.urls[0] ?? '' })).rejects.toThrow('Give its URL as `cluster: [url]`')
  const store = await givenStore({ cluster: cluster.urls.slice(0, 1) })
  for (const id of ['s1', 's2', 's3', 's4', 's5']) await start(store, id)
  const client = createCluster({ rootNodes: [{ url: cluster.urls[1] ?? '' }] })
  await client.connect()
  onTestFinished(() => client.destroy())
  const other = await givenStore({ client })
  expect(await other.append('s3', message('Hello'))).toMatchObject({ outcome: 'appended', event: { index: 2 } })
}, 60_000)

test('a user of the server’s ACL needs what the README says', async () => {
  const cluster = await givenCluster()
  const server = await givenServer()
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const permissions = /`(~chat:\*[^`]*)`/.exec(readme)?.[1]?.split(' ') ?? []
  const inCluster = /`(\+cluster[^`]*)`/.exec(readme)?.[1]?.split(' ') ?? []
  await server.command('ACL', 'SETUSER', 'chat', 'on', '>pw', ...permissions)
  for (const each of cluster.servers)
    await each.command('ACL', 'SETUSER', 'chat', 'on', '>pw', ...permissions, ...inCluster)
  const asUser = (url: string) => url.replace('//', '//chat:pw@')
  for (const store of [
    await givenStore({ url: asUser(server.url) }),
    await givenStore({ cluster: cluster.urls.map(asUser) }),
  ]) {
    const [record, joined, claim] = startOfUser(1, 's1')
    await store.create({ ...record, maxTranscriptEvents: 2 }, joined, claim)
    for (let count = 0; count < 9; count++) await store.append('s1', message('Hello', `c-${count}`))
    const phone = { device: { startId: 'phone', secretHash: '' }, join: { maxDevices: 1 } }
    expect(await store.claim('s1', { ...claim, ...phone })).toMatchObject({ outcome: 'held' })
    expect(await store.markRead('s1', { party, upTo: 2 })).toBe(true)
    expect(await store.read('s1', 0, 1)).toHaveLength(1)
    expect(await store.committed('s1', 'c-8')).toMatchObject({ index: 10 })
    await store.expiry.renew(['s1'], Date.UTC(2101, 0))
    expect(await store.expiry.removeExpired(Date.UTC(2102, 0), 1)).toEqual(['s1'])
  }
})
