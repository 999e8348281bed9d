import type { SessionStore } from '@chat-transport/backend'
import { expect, test, vi } from 'vitest'
import { givenCluster, givenServer, givenStore } from './support/given.ts'
import { listening } from './support/recording-listener.ts'
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
