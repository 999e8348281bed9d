import { expect, test, vi } from 'vitest'
import { countingProxy } from './support/counting-proxy.ts'
import { givenReplica, givenServer, givenStore } from './support/given.ts'
import { listening, recordingListener } from './support/recording-listener.ts'
import { claimOf, message, start } from '../../../test/support/store-samples.ts'

/** Servers take their time to start on a machine that is busy. */
vi.setConfig({ testTimeout: 30_000 })

/** So long that nothing is asked besides, to see whether the server is there. */
const timeoutMs = 100_000

test('each call is one round trip, whatever it does', async () => {
  const server = await givenServer()
  const proxy = await countingProxy(server.port)
  const store = await givenStore({ url: proxy.url, timeoutMs })
  const party = { id: 'ada', name: 'Ada', type: 'client' } as const
  const visitor = { party, user: { id: 'ada', json: '{}' } }
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    create: () => start(store, 's1'),
    'create, repeated': () => start(store, 's1'),
    claim: () => store.claim('s1', claimOf('s1')),
    find: () => store.find('s1'),
    append: () => store.append('s1', message('Hello', 'c-1')),
    'append, repeated': () => store.append('s1', message('Hello', 'c-1')),
    'append of who the visitor is': () => store.append('s1', { ...message('I am'), visitor }),
    'a claim that joins': () => store.claim('s1', { ...claimOf('phone'), userId: 'ada', join: { maxDevices: 3 } }),
    committed: () => store.committed('s1', 'c-1'),
    read: () => store.read('s1', 0, 1_000),
    markRead: () => store.markRead('s1', { party, upTo: 2 }),
    renew: () => store.expiry.renew(['s1', 's2'], Date.UTC(2101, 0)),
    remove: () => store.remove('s1'),
  }
  for (const call of Object.values(calls)) await call() // the server learns the scripts
  for (const [name, call] of Object.entries(calls)) expect([name, await proxy.during(call)]).toEqual([name, 1])
})

test('a sweep is one round trip when nothing has expired, and one more when something has', async () => {
  const server = await givenServer()
  const proxy = await countingProxy(server.port)
  const store = await givenStore({ url: proxy.url, timeoutMs })
  const sweep = () => store.expiry.removeExpired(Date.UTC(2102, 0), 10)
  await start(store, 's1')
  await sweep() // the server learns the scripts
  expect(await proxy.during(sweep)).toBe(1)
  await start(store, 's1')
  expect(await proxy.during(sweep)).toBe(2)
})

test('listening to a session is one round trip more, and a message none', async () => {
  const server = await givenServer()
  const proxy = await countingProxy(server.port)
  const store = await givenStore({ url: proxy.url, timeoutMs })
  const other = await givenStore({ url: server.url, timeoutMs })
  await start(store, 's1')
  const ears = recordingListener()
  expect(await proxy.during(() => store.bus.listen('s1', ears.listener).ready)).toBe(1)
  const distant = await listening(other, 's1')
  await store.append('s1', message('Hello'))
  expect(await proxy.during(() => store.append('s1', message('Hello')))).toBe(1)
  await expect.poll(distant.kinds).toEqual(['appended', 'appended'])
})

test('a message is one round trip too when a replica must have it', async () => {
  const server = await givenServer()
  await givenReplica(server)
  const proxy = await countingProxy(server.port)
  const store = await givenStore({ url: proxy.url, timeoutMs, replicas: 1 })
  await start(store, 's1')
  await store.append('s1', message('Hello'))
  const say = (text: string) => () => store.append('s1', message(text, text))
  expect(await proxy.during(say('one'))).toBeLessThanOrEqual(2)
  expect(await proxy.during(say('one'))).toBeLessThanOrEqual(2)
})

test('calls that overlap share the wait for the replica', async () => {
  const server = await givenServer()
  await givenReplica(server)
  const store = await givenStore({ url: server.url, timeoutMs, replicas: 1 })
  await start(store, 's1')
  const waits = async () => Number(/cmdstat_wait:calls=(\d+)/.exec(String(await server.command('INFO', 'all')))?.[1])
  const before = await waits()
  await Promise.all(Array.from({ length: 100 }, (_, place) => store.append('s1', message(`${place}`))))
  expect((await waits()) - before).toBeLessThanOrEqual(2)
  expect(await store.find('s1')).toMatchObject({ head: 101 })
})
