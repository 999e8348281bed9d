import { ChatRefusal, StoreFull } from '@chat-transport/backend'
import { sqliteSessionStore } from '@chat-transport/store-sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { message, start, transcript } from '../../../test/support/store-samples.ts'
import { temporaryFile } from './support/temporary-file.ts'

async function smallStore() {
  const store = await sqliteSessionStore({ file: temporaryFile(), maxTotalBytes: 1024 * 1024 })
  onTestFinished(() => store.close())
  return store
}

const large = (place: number) => message(`${place} `.padEnd(10_000, 'x'), `c-${place}`)

async function fill(store: Awaited<ReturnType<typeof smallStore>>, id: string): Promise<number> {
  let kept = 0
  try {
    for (; ; kept++) await store.append(id, large(kept))
  } catch (cause) {
    expect(cause).toBeInstanceOf(ChatRefusal)
    expect(cause).toMatchObject({ code: 52 })
  }
  return kept
}

test('an event without room is refused with 52, and everything that was kept stays', async () => {
  const store = await smallStore()
  await start(store, 's1')
  const kept = await fill(store, 's1')
  expect(kept).toBeGreaterThan(50)
  expect(kept).toBeLessThan(110)
  expect(await transcript(store, 's1')).toHaveLength(1 + kept)
  expect(await store.append('s1', large(0))).toMatchObject({ outcome: 'repeated', event: { index: 2 } })
  expect(await store.committed('s1', `c-${kept}`)).toBeUndefined()
})

test('of calls that overlap, those without room are refused, and the others carried out', async () => {
  const store = await smallStore()
  await start(store, 's1')
  await start(store, 's2')
  await fill(store, 's1')
  const results = await Promise.allSettled([
    store.append('s2', large(1)),
    store.markRead('s2', { party: { id: 'ada', name: 'Ada', type: 'client' }, upTo: 1 }),
    store.append('s2', large(2)),
    store.find('s2'),
  ])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled'])
  expect(await store.find('s2')).toMatchObject({ head: 1, reads: [{ upTo: 1 }] })
})

test('a start without room is told so, and there is room again for what a session leaves', async () => {
  const store = await smallStore()
  await start(store, 's1')
  await fill(store, 's1')
  const startAll = async () => {
    for (let count = 0; count < 1_000; count++) await start(store, `more ${count}`)
  }
  await expect(startAll()).rejects.toBeInstanceOf(StoreFull)
  await store.remove('s1')
  await start(store, 'later')
  expect(await store.append('later', large(1))).toMatchObject({ outcome: 'appended' })
})
