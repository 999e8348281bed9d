import type { SessionStore } from '@chat-transport/backend'
import { expect, onTestFinished, test, vi } from 'vitest'
import { givenCluster, givenReplica, givenServer, givenStore } from './support/given.ts'
import { listening } from './support/recording-listener.ts'
import { moveSlot } from './support/move-slot.ts'
import { message, start } from '../../../test/support/store-samples.ts'
import { startSentinel } from './support/sentinel.ts'

/** Servers take their time to start on a machine that is busy. */
vi.setConfig({ testTimeout: 90_000 })

type Listening = Awaited<ReturnType<typeof listening>>

/** What is said now is heard, or the listener is told to look for it. What the server does not take is said again. */
async function mustLearn(store: SessionStore, id: string, { kinds }: Listening) {
  const before = kinds().length
  await expect
    .poll(() => store.append(id, message('Hello')).catch(() => undefined), { timeout: 40_000 })
    .toMatchObject({ outcome: 'appended' })
  await expect.poll(() => kinds().slice(before), { timeout: 10_000 }).not.toEqual([])
}

/** What is said now is heard. */
async function mustHear(store: SessionStore, id: string, { kinds }: Listening) {
  const before = kinds().length
  expect(await store.append(id, message('Hello'))).toMatchObject({ outcome: 'appended' })
  await expect.poll(() => kinds().slice(before), { timeout: 10_000 }).toContain('appended')
}

test('who listens is told that something may be missed when the connection was cut, and hears again', async () => {
  const server = await givenServer()
  const store = await givenStore({ url: server.url })
  await start(store, 's1')
  const ears = await listening(store, 's1')
  await mustHear(store, 's1', ears)
  await server.command('CLIENT', 'KILL', 'TYPE', 'pubsub')
  await expect.poll(ears.kinds).toEqual(['appended', 'missed'])
  await mustHear(store, 's1', ears)
})

test('who begins to listen while the server is away hears as soon as it is back', async () => {
  const server = await givenServer()
  const store = await givenStore({ url: server.url })
  await server.kill()
  const waiting = listening(store, 's1')
  await server.restart()
  const ears = await waiting
  expect(ears.heard).toEqual([])
  await start(store, 's1')
  await mustHear(store, 's1', ears)
})

test('a server that falls silent is left, and heard again when it speaks', async () => {
  const server = await givenServer()
  const store = await givenStore({ url: server.url, timeoutMs: 500 })
  await start(store, 's1')
  const ears = await listening(store, 's1')
  await mustHear(store, 's1', ears)
  server.process.kill('SIGSTOP')
  await expect(store.append('s1', message('nobody hears this'))).rejects.toThrow()
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  server.process.kill('SIGCONT')
  await expect.poll(ears.kinds, { timeout: 10_000 }).toContain('missed')
  await mustHear(store, 's1', ears)
})

test('the server that sentinels put in the place of another is listened to', async () => {
  const primary = await givenServer()
  const replicas = [await givenReplica(primary), await givenReplica(primary)]
  const sentinel = await startSentinel(primary, replicas.length)
  onTestFinished(() => sentinel.close())
  const sentinels = { urls: [sentinel.url], primary: 'redis://chat' }
  const store = await givenStore({ sentinels, replicas: 1, durabilityTimeoutMs: 500, timeoutMs: 3_000 })
  await start(store, 's1')
  const ears = await listening(store, 's1')
  await mustHear(store, 's1', ears)
  await primary.kill()
  await mustLearn(store, 's1', ears)
  expect(ears.kinds()).toContain('missed')
  await mustHear(store, 's1', ears)
  expect(await sentinel.primaryPort()).not.toBe(primary.port)
})

test('the server that a cluster puts in the place of another is listened to', async () => {
  const cluster = await givenCluster(1)
  const store = await givenStore({ cluster: cluster.urls, timeoutMs: 2_000 })
  const ids = Array.from({ length: 12 }, (_, place) => `s${place}`)
  const all = new Map<string, Listening>()
  for (const id of ids) {
    await start(store, id)
    all.set(id, await listening(store, id))
  }
  for (const [id, ears] of all) await mustHear(store, id, ears)
  await cluster.servers[0]?.kill()
  for (const [id, ears] of all) await mustLearn(store, id, ears)
  for (const [id, ears] of all) await mustHear(store, id, ears)
  const told = [...all.values()].filter(({ kinds }) => kinds().includes('missed'))
  expect(told.length).toBeGreaterThan(0)
  expect(told.length).toBeLessThan(ids.length)
})

test('a session whose slot moves to another server is heard there', async () => {
  const cluster = await givenCluster()
  const [from, to] = cluster.servers
  if (!from || !to) throw new Error('a cluster has servers')
  const store = await givenStore({ cluster: cluster.urls })
  const ids = Array.from({ length: 12 }, (_, place) => `s${place}`)
  for (const id of ids) await start(store, id)
  const keys = (await from.command('KEYS', '*:session:*')) as readonly string[]
  const moved = keys.map((key) => /"(s\d+)"/.exec(key)?.[1] ?? '')
  const all = new Map<string, Listening>()
  for (const id of moved) all.set(id, await listening(store, id))
  expect(moved.length).toBeGreaterThan(0)
  for (const key of keys) await moveSlot(Number(await from.command('CLUSTER', 'KEYSLOT', key)), from, to)
  for (const [id, ears] of all) {
    await expect.poll(ears.kinds).toContain('missed')
    await mustHear(store, id, ears)
  }
})

test('ten thousand sessions are heard over one connection, also after it was cut', async () => {
  const server = await givenServer()
  const store = await givenStore({ url: server.url, timeoutMs: 20_000 })
  const ids = Array.from({ length: 10_000 }, (_, place) => `s${place}`)
  const ears = await Promise.all(ids.map((id) => listening(store, id)))
  const pubsub = async () => (String(await server.command('CLIENT', 'LIST')).match(/ ssub=[1-9]/g) ?? []).length
  expect(await pubsub()).toBe(1)
  for (const id of ids) store.bus.tell(id, id)
  await expect.poll(() => ears.flatMap(({ heard }) => heard).length, { timeout: 30_000 }).toBe(ids.length)
  expect(ears.every(({ heard }, place) => heard[0]?.[1] === ids[place])).toBe(true)
  await server.command('CLIENT', 'KILL', 'TYPE', 'pubsub')
  await expect.poll(() => ears.every(({ kinds }) => kinds().includes('missed')), { timeout: 30_000 }).toBe(true)
  expect(await pubsub()).toBe(1)
  for (const { stop } of ears) stop()
  await expect.poll(pubsub, { timeout: 10_000 }).toBe(0)
})

test('a message that no replica has is not heard until one has it', async () => {
  const server = await givenServer()
  const replica = await givenReplica(server)
  const store = await givenStore({ url: server.url, replicas: 1, durabilityTimeoutMs: 300, timeoutMs: 5_000 })
  const other = await givenStore({ url: server.url, replicas: 1, durabilityTimeoutMs: 300, timeoutMs: 5_000 })
  await start(store, 's1')
  const ears = await listening(other, 's1')
  replica.process.kill('SIGSTOP')
  await expect(store.append('s1', message('Hello', 'c-1'))).rejects.toThrow('0 of 1 replicas')
  await store.close() // as if it was gone
  expect(ears.heard).toEqual([])
  replica.process.kill('SIGCONT')
  await expect.poll(ears.kinds, { timeout: 20_000 }).toEqual(['appended'])
})

test('when too much waits for replicas, it is given up, and the listener is told to look for it', async () => {
  const server = await givenServer()
  const replica = await givenReplica(server)
  const store = await givenStore({ url: server.url, replicas: 1, durabilityTimeoutMs: 300, timeoutMs: 20_000 })
  await start(store, 's1')
  const ears = await listening(store, 's1')
  replica.process.kill('SIGSTOP')
  await expect(store.append('s1', message('Hello', 'c-1'))).rejects.toThrow('0 of 1 replicas')
  for (let count = 0; count < 20_000; count++) store.bus.tell('s1', String(count))
  await expect.poll(ears.kinds, { timeout: 30_000 }).toEqual(['missed'])
  replica.process.kill('SIGCONT')
  await mustLearn(store, 's1', ears)
  expect(ears.kinds()).toContain('appended')
})
