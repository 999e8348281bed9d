import { mustEqual } from '../../case/outcome.ts'
import {
  anEnd,
  anEvent,
  append,
  aVisitor,
  claimAfter,
  found,
  givenSession,
  givenUser,
  mustChangeNothing,
  ofCommand,
  several,
} from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'

const requires = ['S1', 'S2', 'S3', 'S4', 'S7', 'S11', 'S13'] as const

export const visitorCases: readonly StoreCase[] = [
  {
    id: 'S15/becomes-known',
    rule: 'S15',
    title: 'keeps the visitor that an event tells of, and takes the session for that user’s from then on',
    requires,
    tries: ['append', 'find', 'claim'],
    async run(context) {
      const { store, id, start } = await givenSession(context)
      const visitor = aVisitor('ada', 'Ada King')
      mustEqual((await append(store, id, anEvent('', { visitor }))).index, 2, 'the index of the event')
      mustEqual((await found(store, id)).visitor, visitor, 'the visitor afterwards')
      mustEqual(await store.claim(id, claimAfter(start)), { outcome: 'other-user' }, 'a claim by nobody known')
      const asAda = await store.claim(id, claimAfter(start, { userId: 'ada' }))
      mustEqual(asAda.outcome, 'held', 'the outcome of a claim by the user')
    },
  },
  {
    id: 'S15/without-user',
    rule: 'S15',
    title: 'keeps the visitor that an event tells of without a user',
    requires,
    tries: ['append', 'find'],
    async run(context) {
      const { store, id } = await givenSession(context)
      const visitor = aVisitor(undefined, 'Ada King')
      await append(store, id, anEvent('', { visitor }))
      mustEqual((await found(store, id)).visitor, visitor, 'the visitor afterwards')
    },
  },
  {
    id: 'S15/same-user',
    rule: 'S15',
    title: 'keeps what an event tells anew of the same user',
    requires,
    tries: ['append', 'find'],
    async run(context) {
      const { store, id, userId } = await givenUser(context)
      const visitor = aVisitor(userId, 'Countess of Lovelace')
      await append(store, id, anEvent('', { visitor }))
      mustEqual((await found(store, id)).visitor, visitor, 'the visitor afterwards')
    },
  },
  {
    id: 'S15/no-other-user',
    rule: 'S15',
    title: 'keeps nothing of an event that names another user than the session has',
    requires,
    tries: ['append'],
    async run(context) {
      const given = await givenUser(context)
      await mustChangeNothing(given, 'an event that names another user', async () => {
        const answer = await given.store.append(given.id, { ...ofCommand('c'), visitor: aVisitor('bob') })
        mustEqual(answer, { outcome: 'other-user' }, 'the answer to it')
        mustEqual(await given.store.committed(given.id, 'c'), undefined, 'the event of its command')
      })
    },
  },
  {
    id: 'S15/not-by-a-repeat',
    rule: 'S15',
    title: 'changes no visitor with a repeat, whoever that names',
    requires,
    tries: ['append'],
    async run(context) {
      const given = await givenSession(context)
      const event = await append(given.store, given.id, ofCommand('c'))
      await mustChangeNothing(given, 'a repeat that names a user', async () => {
        const answer = await given.store.append(given.id, { ...ofCommand('c'), visitor: aVisitor('bob') })
        mustEqual(answer, { outcome: 'repeated', event }, 'the answer to the repeat')
      })
    },
  },
  {
    id: 'S15/not-after-the-end',
    rule: 'S15',
    title: 'changes no visitor of a session that has ended',
    requires,
    tries: ['append'],
    async run(context) {
      const given = await givenSession(context)
      await append(given.store, given.id, anEnd())
      await mustChangeNothing(given, 'an event after the end', async () => {
        const answer = await given.store.append(given.id, anEvent('', { visitor: aVisitor('bob') }))
        mustEqual(answer, { outcome: 'ended', head: 2 }, 'the answer to it')
      })
    },
  },
  {
    id: 'S15/overlapping',
    rule: 'S15',
    title: 'makes a session the first user’s of 50 whom overlapping events name',
    requires,
    tries: ['append', 'find'],
    atOnce: 50,
    async run(context) {
      const { store, id } = await givenSession(context)
      const visitors = several(50, (place) => aVisitor(`user-${place}`))
      const answers = await Promise.all(visitors.map((visitor) => store.append(id, anEvent('', { visitor }))))
      const first = answers.findIndex(({ outcome }) => outcome === 'appended')
      const others = answers.filter((_, place) => place !== first)
      for (const answer of others) mustEqual(answer, { outcome: 'other-user' }, 'the answer to each other event')
      const session = await found(store, id)
      mustEqual([session.visitor, session.head], [visitors[first], 2], 'the visitor and the head afterwards')
    },
  },
]
