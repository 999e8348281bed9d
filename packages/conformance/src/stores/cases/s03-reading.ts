import { mustEqual, must } from '../../case/outcome.ts'
import {
  allBytes,
  anEvent,
  append,
  appendMany,
  eventOfSize,
  givenSession,
  indexesOf,
  numbers,
  several,
  underWay,
} from '../case/samples.ts'
import type { StoreCase, StoreCaseContext } from '../case/store-case.ts'

const requires = ['S1', 'S2'] as const
const size = 300

/** A session of the event that it begins with, and so many of `size` bytes. */
async function givenTalk(context: StoreCaseContext, events: number) {
  const given = await givenSession(context)
  await appendMany(
    given.store,
    given.id,
    several(events, () => eventOfSize(size)),
  )
  return given
}

export const readingCases: readonly StoreCase[] = [
  {
    id: 'S3/after',
    rule: 'S3',
    title: 'reads what follows `after`, in order, and nothing before it',
    requires,
    tries: ['read'],
    async run(context) {
      const { store, id } = await givenTalk(context, 19)
      for (const after of [0, 1, 9, 18, 19])
        mustEqual(indexesOf(await store.read(id, after, allBytes)), numbers(after + 1, 20), `the events after ${after}`)
    },
  },
  {
    id: 'S3/nothing-after-head',
    rule: 'S3',
    title: 'reads nothing at the head, nor beyond it',
    requires,
    tries: ['read'],
    async run(context) {
      const { store, id } = await givenTalk(context, 3)
      for (const after of [4, 5, 1_000_000_000])
        mustEqual(await store.read(id, after, allBytes), [], `the events after ${after}, with 4 as the head`)
    },
  },
  {
    id: 'S3/at-least-one',
    rule: 'S3',
    title: 'reads one event if there is one, however few bytes may be read',
    requires,
    tries: ['read'],
    async run(context) {
      const { store, id } = await givenTalk(context, 3)
      for (const maxBytes of [0, 1, size - 1])
        mustEqual(indexesOf(await store.read(id, 1, maxBytes)), [2], `the events that fit in ${maxBytes} bytes`)
    },
  },
  {
    id: 'S3/as-many-as-fit',
    rule: 'S3',
    title: 'reads as many events as fit, counted in UTF-8, and not one more',
    requires,
    tries: ['read'],
    async run(context) {
      const { store, id } = await givenTalk(context, 9)
      for (const [maxBytes, fit] of [
        [3 * size, 3],
        [4 * size - 1, 3],
        [4 * size, 4],
        [allBytes, 9],
      ] as const)
        mustEqual((await store.read(id, 1, maxBytes)).length, fit, `how many events of ${size} fit in ${maxBytes}`)
    },
  },
  {
    id: 'S3/no-event-left-out',
    rule: 'S3',
    title: 'ends at the first event that does not fit, also if a later one would',
    requires,
    tries: ['read'],
    async run(context) {
      const { store, id } = await givenSession(context)
      await appendMany(store, id, [eventOfSize(size), eventOfSize(10 * size), eventOfSize(size)])
      mustEqual(indexesOf(await store.read(id, 1, 3 * size)), [2], 'what fits before an event that is too large')
    },
  },
  {
    id: 'S3/while-appending',
    rule: 'S3',
    title: 'reads without gaps while hundreds of appends are under way',
    requires,
    tries: ['read', 'append'],
    atOnce: 200,
    async run(context) {
      const { store, id } = await givenSession(context)
      const appends = underWay(several(200, () => append(store, id, anEvent())))
      let longest = 1
      let isOver = false
      const over = () => (isOver = true)
      void appends.then(over, over)
      while (!isOver) {
        const indexes = indexesOf(await store.read(id, 0, allBytes))
        mustEqual(indexes, numbers(1, indexes.length), 'the indexes read while events are appended')
        must(indexes.length >= longest, `a later read has fewer events: ${indexes.length} after ${longest}`)
        longest = indexes.length
      }
      await appends
      mustEqual(indexesOf(await store.read(id, 0, allBytes)), numbers(1, 201), 'the indexes read after all of them')
    },
  },
]
