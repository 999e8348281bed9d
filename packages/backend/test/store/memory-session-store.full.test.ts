import { describe, expect, it } from 'vitest'
import { memorySessionStore } from '../../src/index.ts'
import { toStore } from '../../src/session/session-transcript.ts'
import { aRecord, claimBy, joined, message } from '../support/for-stores.ts'

const mega = 1024 * 1024

/** A store of 2 MB: 1 MB for sessions to begin, and 1 MB for what they say. */
function smallStore() {
  const store = memorySessionStore({ maxTotalBytes: 2 * mega })
  return {
    store,
    start: (id: string) =>
      store.create({ ...aRecord(id), maxTranscriptEvents: 10_000, maxTranscriptBytes: 10 * mega }, joined, claimBy(id)),
    /** Appends messages of 10 kB, or of so many characters, until one is refused, or `most` are kept. */
    async fill(id: string, most = 1_000, characters = 10_000): Promise<number> {
      let kept = 0
      try {
        while (kept < most) {
          await store.append(id, message('x'.repeat(characters)))
          kept++
        }
      } catch (cause) {
        expect(cause).toMatchObject({ name: 'ChatRefusal', code: 52 })
      }
      return kept
    },
    end: (id: string) => store.append(id, toStore({ type: 'EventSessionEnded', reason: 'left', at: 9 })),
  }
}

describe('a session store in memory that is full', () => {
  it('refuses the events of a session that takes more than it leaves to the others with 52', async () => {
    const { store, start, fill } = smallStore()
    for (const id of ['s1', 's2', 's3', 's4']) await start(id)
    const kept = await fill('s1')
    expect(kept).toBeGreaterThan(45)
    expect(kept).toBeLessThan(55)
    expect(await store.read('s1', 1, 10 * mega)).toHaveLength(kept)
  })

  it('lets every other session go on, with half of what is left', async () => {
    const { start, fill } = smallStore()
    for (const id of ['s1', 's2', 's3', 's4']) await start(id)
    const kept = []
    for (const id of ['s1', 's2', 's3', 's4']) kept.push(await fill(id))
    expect(kept).toEqual([50, 26, 13, 7])
  })

  it('takes newcomers, and lets them speak, whatever the others have said', async () => {
    const { start, fill } = smallStore()
    for (let number = 0; number < 20; number++) {
      await start(`large ${number}`)
      await fill(`large ${number}`)
    }
    for (let number = 0; number < 20; number++) {
      await start(`small ${number}`)
      expect(await fill(`small ${number}`, 10, 500)).toBe(10)
    }
  })

  it('refuses starts with 100 when sessions have all the room, each of which may still go on', async () => {
    const { store, start, fill } = smallStore()
    const ids: string[] = []
    const startNext = async () => {
      for (;;) {
        const id = `s${ids.length}`
        await start(id)
        ids.push(id)
      }
    }
    await expect(startNext()).rejects.toMatchObject({ name: 'ChatRefusal', code: 100 })
    expect(ids.length).toBeGreaterThan(40)
    expect(await store.find(`s${ids.length}`)).toBeUndefined()
    for (const id of ids) expect(await fill(id, 10, 500)).toBe(10)
  })

  it('forgets first the sessions that ended first, and no others', async () => {
    const { store, start, fill, end } = smallStore()
    for (const id of ['s1', 's2', 's3']) await start(id)
    for (const id of ['s1', 's2']) await fill(id, 25)
    for (const id of ['s2', 's1']) await end(id)
    await fill('s3', 35)
    expect(await Promise.all(['s1', 's2', 's3'].map(async (id) => (await store.find(id))?.record.id))).toEqual([
      's1',
      undefined,
      's3',
    ])
    await fill('s3', 25)
    expect(await store.find('s1')).toBeUndefined()
    expect((await store.find('s3'))?.first).toBe(1)
  })

  it('always keeps the end of a session, and has room again for what the session has left', async () => {
    const { start, fill, end } = smallStore()
    for (const id of ['s1', 's2']) await start(id)
    await fill('s1')
    expect(await end('s1')).toMatchObject({ outcome: 'appended' })
    expect(await start('s3')).toMatchObject({ record: { id: 's3' } })
  })

  it('answers a repeat, which takes no room', async () => {
    const { store, start, fill } = smallStore()
    await start('s1')
    await store.append('s1', message('a', 'c-1'))
    await start('s2')
    await fill('s1')
    expect(await store.append('s1', message('a', 'c-1'))).toMatchObject({ outcome: 'repeated', event: { index: 2 } })
    expect(await store.create(aRecord('s9'), joined, claimBy('s1'))).toMatchObject({ record: { id: 's1' } })
  })

  it('names an option that is wrong', () => {
    expect(() => memorySessionStore({ maxTotalBytes: 10 })).toThrow('memorySessionStore maxTotalBytes: expected')
    expect(() => memorySessionStore({ maxBytes: 2 * mega } as object)).toThrow(
      'memorySessionStore maxBytes: there is no such option. There are maxTotalBytes',
    )
  })
})
