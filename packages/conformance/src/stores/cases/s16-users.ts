import { mustEqual } from '../../case/outcome.ts'
import {
  anEnd,
  anEvent,
  append,
  aStart,
  aUserId,
  aVisitor,
  create,
  found,
  givenUser,
  mustChangeNothing,
  several,
  startIn,
  startOf,
  type Start,
  without,
} from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'
import type { SessionStore } from '@chat-transport/backend'

const requires = ['S1', 'S2', 'S3', 'S7', 'S10', 'S13', 'S15'] as const

/** The same start by a device that comes to no session of its user. */
const apart = (start: Start): Start => ({ ...start, claim: without(start.claim, 'join') })

/** A start, and the session that it must come to, as a sentence goes on: of whom it is. */
async function mustComeTo(store: SessionStore, [start, id]: readonly [Start, string], whose: string): Promise<void> {
  mustEqual((await create(store, start)).record.id, id, `the session that a start comes to, ${whose}`)
}

export const userCases: readonly StoreCase[] = [
  {
    id: 'S16/comes-to-the-session',
    rule: 'S16',
    title: 'answers a start of a user who has a session with that one, and changes nothing',
    requires,
    tries: ['create'],
    async run(context) {
      const given = await givenUser(context)
      await mustChangeNothing(given, 'a start of its user', async () => {
        const start = startOf(given.userId)
        mustEqual(await create(given.store, start), await found(given.store, given.id), 'the session that it comes to')
        mustEqual(await given.store.find(start.record.id), undefined, 'the session that it would have made')
      })
    },
  },
  {
    id: 'S16/only-if-it-joins',
    rule: 'S16',
    title: 'makes a session for a start without `join`, and for one of nobody known',
    requires,
    tries: ['create'],
    async run(context) {
      const { store, userId } = await givenUser(context)
      const alone = apart(startOf(userId))
      await mustComeTo(store, [alone, alone.record.id], 'without `join`')
      const nobodys = startOf(userId, { joined: aStart().joined })
      await mustComeTo(store, [nobodys, nobodys.record.id], 'of nobody known')
    },
  },
  {
    id: 'S16/of-each-user',
    rule: 'S16',
    title: 'makes a session for the start of another user',
    requires,
    tries: ['create'],
    async run(context) {
      const { store } = await givenUser(context)
      const other = startOf(aUserId())
      await mustComeTo(store, [other, other.record.id], 'of another user')
    },
  },
  {
    id: 'S16/own-start-first',
    rule: 'S16',
    title: 'answers a start that is known with its own session, also if its user has got another since',
    requires,
    tries: ['create'],
    async run(context) {
      const { store, userId, start, id } = await givenUser(context)
      await create(store, apart(startOf(userId)))
      await mustComeTo(store, [{ ...startOf(userId), claim: start.claim }, id], 'which has made the earlier of two')
    },
  },
  {
    id: 'S16/newest',
    rule: 'S16',
    title: 'chooses of several sessions the one that the user got last, by its start or by becoming known in it',
    requires,
    tries: ['create', 'append'],
    async run(context) {
      const { store, userId } = await givenUser(context)
      const nobodys = await startIn(store)
      const second = apart(startOf(userId))
      await create(store, second)
      await mustComeTo(store, [startOf(userId), second.record.id], 'of a user with two sessions')
      await append(store, nobodys.record.id, anEvent('', { visitor: aVisitor(userId) }))
      await mustComeTo(store, [startOf(userId), nobodys.record.id], 'of a user who has become known in a third')
    },
  },
  {
    id: 'S16/ended-ones-leave',
    rule: 'S16',
    title: 'passes over sessions that have ended',
    requires,
    tries: ['create', 'append'],
    async run(context) {
      const { store, userId, id } = await givenUser(context)
      const second = apart(startOf(userId))
      await create(store, second)
      await append(store, second.record.id, anEnd())
      await mustComeTo(store, [startOf(userId), id], 'of a user whose later session has ended')
      await append(store, id, anEnd())
      const third = startOf(userId)
      await mustComeTo(store, [third, third.record.id], 'of a user whose sessions have all ended')
    },
  },
  {
    id: 'S16/overlapping',
    rule: 'S16',
    title: 'makes one session of 100 starts of a user that overlap',
    requires,
    tries: ['create'],
    atOnce: 100,
    async run(context) {
      const store = await context.store()
      const userId = aUserId()
      const starts = several(100, () => startOf(userId))
      const answers = await Promise.all(starts.map((start) => create(store, start)))
      mustEqual(new Set(answers.map(({ record }) => record.id)).size, 1, 'how many sessions the user has')
      const there = await Promise.all(starts.map(({ record }) => store.find(record.id)))
      mustEqual(there.filter((session) => session).length, 1, 'how many of them are found')
    },
  },
]
