import { mustEqual } from '../../case/outcome.ts'
import {
  anEvent,
  append,
  found,
  givenSession,
  indexesOf,
  numbers,
  several,
  startIn,
  transcript,
} from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'

export const appendingCases: readonly StoreCase[] = [
  {
    id: 'S2/next-index',
    rule: 'S2',
    title: 'answers each append with the event and the next index',
    requires: ['S1'],
    tries: ['append', 'find'],
    async run(context) {
      const { store, id } = await givenSession(context)
      for (const index of [2, 3, 4]) {
        const event = anEvent()
        const expected = { outcome: 'appended', event: { index, json: event.json } }
        mustEqual(await store.append(id, event), expected, `the answer to append ${index - 1}`)
        mustEqual((await found(store, id)).head, index, '`head` after it')
      }
    },
  },
  {
    id: 'S2/kept',
    rule: 'S2',
    title: 'keeps each event under its index',
    requires: ['S1'],
    tries: ['append', 'read'],
    async run(context) {
      const { store, id } = await givenSession(context)
      const [one, other] = [anEvent(), anEvent()]
      for (const event of [one, other]) await append(store, id, event)
      const kept = new Map((await transcript(store, id)).map(({ index, json }) => [index, json]))
      mustEqual(kept.get(2), one.json, 'the event with index 2')
      mustEqual(kept.get(3), other.json, 'the event with index 3')
    },
  },
  {
    id: 'S2/of-each-session',
    rule: 'S2',
    title: 'counts each session on its own',
    requires: ['S1'],
    tries: ['append'],
    async run(context) {
      const { store, id } = await givenSession(context)
      const other = (await startIn(store)).record.id
      await append(store, id)
      await append(store, id)
      mustEqual((await append(store, other)).index, 2, 'the index of the second event of another session')
    },
  },
  {
    id: 'S2/overlapping',
    rule: 'S2',
    title: 'gives each of 200 appends that overlap an index of its own, without gaps',
    requires: ['S1'],
    tries: ['append', 'read'],
    atOnce: 200,
    async run(context) {
      const { store, id } = await givenSession(context)
      const events = await Promise.all(several(200, () => append(store, id)))
      const inOrder = [...events].sort((a, b) => a.index - b.index)
      mustEqual(indexesOf(inOrder), numbers(2, 201), 'the indexes of 200 appends that overlap')
      const kept = new Map((await transcript(store, id)).map(({ index, json }) => [index, json]))
      for (const { index, json } of events) mustEqual(kept.get(index), json, `the event with index ${index}`)
    },
  },
]
