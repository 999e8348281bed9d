import { mustEqual } from '../../case/outcome.ts'
import { aParty, found, givenSession, several, startIn } from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'

const requires = ['S1'] as const

export const readMarkCases: readonly StoreCase[] = [
  {
    id: 'S17/rises',
    rule: 'S17',
    title: 'keeps the highest mark, and says of each whether the party had read less before',
    requires,
    tries: ['markRead', 'find'],
    async run(context) {
      const { store, id } = await givenSession(context)
      const party = aParty()
      const moved = []
      for (const upTo of [2, 1, 2, 10, 9]) moved.push(await store.markRead(id, { party, upTo }))
      mustEqual(moved, [true, false, false, true, false], 'whether the marks 2, 1, 2, 10, 9 have moved')
      mustEqual((await found(store, id)).reads, [{ party, upTo: 10 }], 'the marks afterwards')
    },
  },
  {
    id: 'S17/of-each-party',
    rule: 'S17',
    title: 'keeps a mark of each party, by its id',
    requires,
    tries: ['markRead', 'find'],
    async run(context) {
      const { store, id } = await givenSession(context)
      const [ada, grace] = [aParty('Ada'), { ...aParty('Ada'), type: 'agent' as const }]
      await store.markRead(id, { party: ada, upTo: 5 })
      mustEqual(
        await store.markRead(id, { party: grace, upTo: 3 }),
        true,
        'whether the mark of another party has moved',
      )
      const { reads } = await found(store, id)
      const byParty = new Map(reads.map(({ party, upTo }) => [party.id, upTo]))
      mustEqual([reads.length, byParty.get(ada.id), byParty.get(grace.id)], [2, 5, 3], 'the marks of two parties')
    },
  },
  {
    id: 'S17/of-each-session',
    rule: 'S17',
    title: 'keeps the marks of each session on its own',
    requires,
    tries: ['markRead', 'find'],
    async run(context) {
      const { store, id } = await givenSession(context)
      const other = (await startIn(store)).record.id
      const party = aParty()
      await store.markRead(id, { party, upTo: 5 })
      mustEqual(await store.markRead(other, { party, upTo: 3 }), true, 'whether the mark in another session has moved')
      mustEqual((await found(store, id)).reads, [{ party, upTo: 5 }], 'the marks of the first session')
    },
  },
  {
    id: 'S17/overlapping',
    rule: 'S17',
    title: 'keeps the highest of 200 marks that overlap, and moves once for marks that are the same',
    requires,
    tries: ['markRead', 'find'],
    atOnce: 200,
    async run(context) {
      const { store, id } = await givenSession(context)
      const party = aParty()
      const marks = several(200, (place) => 1 + ((place * 7) % 100))
      const moved = await Promise.all(marks.map((upTo) => store.markRead(id, { party, upTo })))
      mustEqual((await found(store, id)).reads, [{ party, upTo: 100 }], 'the marks after 200 that overlap')
      const highest = moved.filter((hasMoved, place) => hasMoved && marks[place] === 100)
      mustEqual(highest.length, 1, 'how often the mark has moved to the highest')
    },
  },
]
