import { must, mustEqual } from '../../case/outcome.ts'
import {
  anEnd,
  anEvent,
  append,
  found,
  givenSession,
  indexesOf,
  mustChangeNothing,
  numbers,
  ofCommand,
  several,
  startIn,
  transcript,
} from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'

const requires = ['S1', 'S2', 'S3', 'S4'] as const

export const endCases: readonly StoreCase[] = [
  {
    id: 'S7/closed',
    rule: 'S7',
    title: 'keeps the end as the last event, and answers what comes later with `ended` and its index',
    requires,
    tries: ['append'],
    async run(context) {
      const given = await givenSession(context)
      const { store, id } = given
      await append(store, id)
      const end = anEnd()
      mustEqual(await append(store, id, end), { index: 3, json: end.json }, 'the end, as it was appended')
      await mustChangeNothing(given, 'appends after the end', async () => {
        for (const event of [anEvent(), ofCommand(), anEnd()])
          mustEqual(
            await store.append(id, event),
            { outcome: 'ended', head: 3 },
            'the answer to an append after the end',
          )
      })
    },
  },
  {
    id: 'S7/repeats',
    rule: 'S7',
    title: 'answers repeats after the end with their events, that of the end included',
    requires,
    tries: ['append', 'committed'],
    async run(context) {
      const { store, id } = await givenSession(context)
      const event = await append(store, id, ofCommand('c'))
      const end = await append(store, id, anEnd({ commandId: 'leave' }))
      mustEqual(await store.append(id, ofCommand('c')), { outcome: 'repeated', event }, 'a repeat after the end')
      const repeat = await store.append(id, anEnd({ commandId: 'leave' }))
      mustEqual(repeat, { outcome: 'repeated', event: end }, 'a repeat of the end')
      mustEqual(await store.committed(id, 'leave'), end, 'the event of the command that has ended the session')
    },
  },
  {
    id: 'S7/still-there',
    rule: 'S7',
    title: 'still finds and reads a session that has ended',
    requires,
    tries: ['find', 'read'],
    async run(context) {
      const { store, id } = await givenSession(context)
      await append(store, id, anEnd())
      mustEqual((await found(store, id)).head, 2, '`head` of a session that has ended')
      mustEqual(indexesOf(await transcript(store, id)), [1, 2], 'its transcript')
    },
  },
  {
    id: 'S7/only-this-session',
    rule: 'S7',
    title: 'ends no other session',
    requires,
    tries: ['append'],
    async run(context) {
      const { store, id } = await givenSession(context)
      const other = await startIn(store)
      await append(store, id, anEnd())
      await append(store, other.record.id)
    },
  },
  {
    id: 'S7/one-end',
    rule: 'S7',
    title: 'keeps one end of 50 that overlap',
    requires,
    tries: ['append'],
    atOnce: 50,
    async run(context) {
      const { store, id } = await givenSession(context)
      const answers = await Promise.all(
        several(50, (place) => store.append(id, anEnd({ commandId: `leave-${place}` }))),
      )
      mustEqual(answers.filter(({ outcome }) => outcome === 'appended').length, 1, 'how many ends were kept')
      const late = answers.filter(({ outcome }) => outcome !== 'appended')
      for (const answer of late) mustEqual(answer, { outcome: 'ended', head: 2 }, 'the answer to each other end')
    },
  },
  {
    id: 'S7/overlapping',
    rule: 'S7',
    title: 'keeps nothing after the end when 200 appends overlap with it',
    requires,
    tries: ['append', 'read'],
    atOnce: 200,
    async run(context) {
      const { store, id } = await givenSession(context)
      const events = several(200, (place) => (place === 100 ? anEnd() : anEvent(`${place}`)))
      const answers = await Promise.all(events.map((event) => store.append(id, event)))
      const end = answers[100]
      must(end?.outcome === 'appended', 'the only end was not appended')
      const head = end.event.index
      mustEqual((await found(store, id)).head, head, '`head`, which is the index of the end')
      mustEqual(indexesOf(await transcript(store, id)), numbers(1, head), 'the indexes of the transcript')
      const late = answers.filter(({ outcome }) => outcome !== 'appended')
      for (const answer of late) mustEqual(answer, { outcome: 'ended', head }, 'the answer to an append after the end')
      mustEqual(late.length, 201 - head, 'how many appends came too late')
    },
  },
]
