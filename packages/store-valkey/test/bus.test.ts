import type { SessionStore } from '@chat-transport/backend'
import { valkeySessionStore } from '@chat-transport/store-valkey'
import { expect, test, vi } from 'vitest'
import { givenCluster, givenServer, givenStore } from './support/given.ts'
import type { RedisServer } from './support/redis-server.ts'
import { listening, recordingListener } from './support/recording-listener.ts'
import { claimOf, message, party, start } from '../../../test/support/store-samples.ts'

/** Servers take their time to start on a machine that is busy. */
vi.setConfig({ testTimeout: 30_000 })

/** All that is told of a session is heard at another connection, in its order, and nothing else. */
async function mustTellAll(store: SessionStore, other: SessionStore) {
  await start(store, 's1')
  await start(store, 's2')
  const { heard, kinds } = await listening(other, 's1')
  const user = { id: 'ada', json: '{}' }
  await store.append('s1', message('Hello', 'c-1'))
  await store.append('s1', message('Hello', 'c-1')) // a repeat
  await store.append('s2', message('of another session'))
  await store.append('s1', { ...message('I am\n'), json: '{\n"odd":\t"\u0000"}', visitor: { party, user } })
  const claim = claimOf('s1')
  const claimed = await store.claim('s1', { ...claim, userId: 'ada', attachId: 'again', pageId: 'other\npage' })
  await store.claim('s1', { ...claim, userId: 'ada', take: false, pageId: 'too late' })
  store.bus?.tell('s1', 'typing\n…')
  await store.remove('s1')
  await expect.poll(kinds).toEqual(['appended', 'appended', 'claimed', 'told', 'removed'])
  expect(claimed).toMatchObject({ outcome: 'held', epoch: 2 })
  expect(heard).toEqual([
    ['appended', { index: 2, json: message('Hello').json }],
    ['appended', { index: 3, json: '{\n"odd":\t"\u0000"}', visitor: { party, user } }],
    ['claimed', { backendId: 'back end', startId: 'start of s1', pageId: 'other\npage', epoch: 2 }],
    ['told', 'typing\n…'],
    ['removed'],
  ])
}

test('all that becomes of a session is told to others, in its order', async () => {
  const server = await givenServer()
  await mustTellAll(await givenStore({ url: server.url }), await givenStore({ url: server.url }))
})

test('all that becomes of a session is told to others in a cluster', async () => {
  const { urls } = await givenCluster()
  await mustTellAll(await givenStore({ cluster: urls }), await givenStore({ cluster: urls.slice(1) }))
}, 60_000)

/** How many connections of a kind the server has. */
const connections = async (server: RedisServer, kind: 'normal' | 'pubsub') =>
  String(await server.command('CLIENT', 'LIST', 'TYPE', kind)).split('id=').length - 1

test('who stops to listen hears nothing more, and others of the same session do', async () => {
  const server = await givenServer()
  const store = await givenStore({ url: server.url })
  const [one, other] = [await listening(store, 's1'), await listening(store, 's1')]
  one.stop()
  store.bus.tell('s1', 'Hello')
  await expect.poll(() => other.heard).toEqual([['told', 'Hello']])
  expect(one.heard).toEqual([])
})

test('who stops and listens again at once hears', async () => {
  const server = await givenServer()
  const store = await givenStore({ url: server.url })
  for (const pause of [() => undefined, () => Promise.resolve(), () => store.find('s1')]) {
    const before = store.bus.listen('s1', recordingListener().listener)
    await pause()
    before.stop()
    const ears = await listening(store, 's1')
    store.bus.tell('s1', 'Hello')
    await expect.poll(() => ears.heard).toEqual([['told', 'Hello']])
    ears.stop()
  }
})

test('what cannot be read is left out, and what comes after it is heard', async () => {
  const server = await givenServer()
  const store = await givenStore({ url: server.url })
  const { heard, kinds } = await listening(store, 's1')
  const [channel = ''] = (await server.command('PUBSUB', 'SHARDCHANNELS')) as string[]
  for (const text of ['', 'appended', 'claimed\nnone', 'claimed\n{}', 'appended\n7\n{\n{}', 'of another version\n1'])
    await server.command('SPUBLISH', channel, text)
  store.bus.tell('s1', 'Hello')
  await expect.poll(() => heard.at(-1)).toEqual(['told', 'Hello'])
  expect(kinds()).toContain('missed')
})

test('a connection to listen is closed when nobody does, and made again when somebody does', async () => {
  const server = await givenServer()
  const store = await givenStore({ url: server.url, timeoutMs: 300 })
  const before = await listening(store, 's1')
  expect(await connections(server, 'pubsub')).toBe(1)
  before.stop()
  await expect.poll(() => connections(server, 'pubsub'), { timeout: 5_000 }).toBe(0)
  const ears = await listening(store, 's1')
  store.bus.tell('s1', 'Hello')
  await expect.poll(() => ears.heard).toEqual([['told', 'Hello']])
})

test('a closed store is not waited for', async () => {
  const server = await givenServer()
  const store = await givenStore({ url: server.url })
  await server.kill()
  const { ready } = store.bus.listen('s1', recordingListener().listener)
  await store.close()
  await expect(ready).rejects.toThrow('the session store is closed')
  await expect(store.bus.listen('s1', recordingListener().listener).ready).rejects.toThrow('is closed')
  expect(() => store.bus.tell('s1', 'nobody')).not.toThrow()
})

test('a user who may not listen is refused with what to do, and leaves no connection', async () => {
  const server = await givenServer()
  await server.command('ACL', 'SETUSER', 'chat', 'on', '>pw', '~chat:*', '+@all')
  const opening = valkeySessionStore({ url: server.url.replace('//', '//chat:pw@') })
  await expect(opening).rejects.toThrow(/cannot hear of each other: .*NOPERM.* user needs \+ssubscribe/s)
  await expect.poll(() => connections(server, 'normal')).toBe(1) // the one that asks
  expect(await connections(server, 'pubsub')).toBe(0)
})
