import { mustEqual } from '../../case/outcome.ts'
import {
  allBytes,
  aRecord,
  anEvent,
  append,
  appendMany,
  eventOfSize,
  found,
  givenSession,
  indexesOf,
  numbers,
  several,
  startIn,
  transcript,
  type GivenSession,
} from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'

const requires = ['S1', 'S2', 'S3'] as const
const size = 300

async function mustKeep({ store, id }: GivenSession, first: number, head: number): Promise<void> {
  const session = await found(store, id)
  mustEqual([session.first, session.head], [first, head], '`first` and `head`')
  mustEqual(indexesOf(await transcript(store, id)), numbers(first, head), 'the indexes of the events kept')
}

const keeping = (events: number, bytes = allBytes) => ({
  record: aRecord({ maxTranscriptEvents: events, maxTranscriptBytes: bytes }),
})

export const trimmingCases: readonly StoreCase[] = [
  {
    id: 'S5/events',
    rule: 'S5',
    title: 'keeps as many events as it may, the newest',
    requires,
    tries: ['append', 'find', 'read'],
    async run(context) {
      const given = await givenSession(context, keeping(10))
      for (const head of numbers(2, 25)) {
        await append(given.store, given.id)
        await mustKeep(given, Math.max(1, head - 9), head)
      }
    },
  },
  {
    id: 'S5/bytes',
    rule: 'S5',
    title: 'keeps as many bytes of JSON in UTF-8 as it may, and forgets no event that would fit',
    requires,
    tries: ['append', 'find', 'read'],
    async run(context) {
      const given = await givenSession(context, keeping(1_000, 10 * size))
      await appendMany(
        given.store,
        given.id,
        several(20, () => eventOfSize(size)),
      )
      await mustKeep(given, 12, 21)
      await append(given.store, given.id, eventOfSize(5.5 * size))
      await mustKeep(given, 18, 22)
    },
  },
  {
    id: 'S5/newest-stays',
    rule: 'S5',
    title: 'keeps the newest event, however large it is',
    requires,
    tries: ['append', 'find', 'read'],
    async run(context) {
      const given = await givenSession(context, keeping(1_000, 10 * size))
      await appendMany(given.store, given.id, [eventOfSize(size), eventOfSize(20 * size)])
      await mustKeep(given, 3, 3)
      await append(given.store, given.id, eventOfSize(size))
      await mustKeep(given, 4, 4)
    },
  },
  {
    id: 'S5/first-is-large',
    rule: 'S5',
    title: 'keeps the event that the session begins with, however large it is',
    requires,
    tries: ['create', 'read'],
    async run(context) {
      const { start } = await givenSession(context)
      const joined = { ...start.joined, json: anEvent('x'.repeat(size)).json }
      await mustKeep(await givenSession(context, { ...keeping(1_000, size), joined }), 1, 1)
    },
  },
  {
    id: 'S5/of-each-session',
    rule: 'S5',
    title: 'forgets events of the session that has too many, and of no other',
    requires,
    tries: ['append', 'read'],
    async run(context) {
      const given = await givenSession(context)
      const { store, id } = given
      await appendMany(
        store,
        id,
        several(5, () => anEvent()),
      )
      const busy = await startIn(store, keeping(2))
      await appendMany(
        store,
        busy.record.id,
        several(10, () => anEvent()),
      )
      await mustKeep(given, 1, 6)
      await mustKeep({ ...given, id: busy.record.id }, 10, 11)
    },
  },
  {
    id: 'S5/overlapping',
    rule: 'S5',
    title: 'keeps as many events as it may when hundreds of appends overlap',
    requires,
    tries: ['append', 'read'],
    atOnce: 200,
    async run(context) {
      const given = await givenSession(context, keeping(50))
      await Promise.all(several(200, () => append(given.store, given.id)))
      await mustKeep(given, 152, 201)
    },
  },
]
