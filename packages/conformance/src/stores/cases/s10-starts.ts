import { mustEqual } from '../../case/outcome.ts'
import {
  aDevice,
  aRecord,
  aStart,
  create,
  found,
  givenSession,
  mustChangeNothing,
  several,
  startIn,
  type Start,
} from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'

const requires = ['S1', 'S2', 'S3'] as const

/** The same start, as a back end brings it again: with a record of its own. */
const again = (start: Start): Start => ({ ...start, record: aRecord() })

export const startCases: readonly StoreCase[] = [
  {
    id: 'S10/repeated',
    rule: 'S10',
    title: 'answers a repeated start with the session that it has made',
    requires,
    tries: ['create', 'find'],
    async run(context) {
      const given = await givenSession(context)
      await mustChangeNothing(given, 'a repeated start', async () => {
        const repeat = again(given.start)
        const session = await create(given.store, repeat)
        mustEqual(session, await found(given.store, given.id), 'the session that a repeated start is answered with')
        mustEqual(await given.store.find(repeat.record.id), undefined, 'the session that it would have made')
      })
    },
  },
  {
    id: 'S10/other-secret',
    rule: 'S10',
    title:
      'answers a start that is known, with another secret, with the session as it is: its caller checks the secret',
    requires,
    tries: ['create', 'find'],
    async run(context) {
      const given = await givenSession(context)
      const { device } = given.start.claim
      const claim = { ...aStart().claim, device: { ...device, secretHash: aDevice().secretHash } }
      await mustChangeNothing(given, 'a start with another secret', async () => {
        const session = await create(given.store, { ...again(given.start), claim })
        mustEqual(session.devices, [device], 'the devices of the session that such a start is answered with')
      })
    },
  },
  {
    id: 'S10/other-starts',
    rule: 'S10',
    title: 'makes a session for each other start, and knows which belongs to which',
    requires,
    tries: ['create'],
    async run(context) {
      const { store } = await givenSession(context)
      const starts = [await startIn(store), await startIn(store), await startIn(store)]
      for (const start of starts)
        mustEqual((await create(store, again(start))).record.id, start.record.id, 'the session of a start')
    },
  },
  {
    id: 'S10/overlapping',
    rule: 'S10',
    title: 'makes one session of 100 repeats of a start that overlap',
    requires,
    tries: ['create'],
    atOnce: 100,
    async run(context) {
      const store = await context.store()
      const start = aStart()
      const starts = several(100, () => again(start))
      const answers = await Promise.all(starts.map((each) => create(store, each)))
      const ids = new Set(answers.map(({ record }) => record.id))
      mustEqual(ids.size, 1, 'how many sessions the start has made')
      const there = await Promise.all(starts.map(({ record }) => store.find(record.id)))
      mustEqual(there.filter((session) => session).length, 1, 'how many of them are found')
    },
  },
  {
    id: 'S10/many-overlapping',
    rule: 'S10',
    title: 'makes 100 sessions of 100 starts that are each brought twice at the same time',
    requires,
    tries: ['create'],
    atOnce: 200,
    async run(context) {
      const store = await context.store()
      const starts = several(100, () => aStart())
      const both = [...starts, ...starts.map(again).reverse()]
      const answers = await Promise.all(both.map((each) => create(store, each)))
      const byStart = new Map<string | undefined, Set<string>>()
      for (const [place, { claim }] of both.entries()) {
        const { startId } = claim.device
        byStart.set(startId, (byStart.get(startId) ?? new Set()).add(answers[place]?.record.id ?? ''))
      }
      for (const ids of byStart.values()) mustEqual(ids.size, 1, 'how many sessions a start has made')
      mustEqual(new Set(answers.map(({ record }) => record.id)).size, 100, 'how many sessions there are')
    },
  },
]
