import { must, mustEqual } from '../../case/outcome.ts'
import {
  aClaim,
  append,
  aStart,
  create,
  farFuture,
  found,
  givenUser,
  ofCommand,
  several,
  startIn,
  startOf,
} from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'
import { rulesBefore } from '../rules/store-rules.ts'

const requires = rulesBefore('S20')
const expiring = (place: number) => ({ claim: aClaim({ expiresAt: farFuture + place * 1_000 }) })
const afterAll = farFuture + 1_000_000_000

export const removingExpiredCases: readonly StoreCase[] = [
  {
    id: 'S20/oldest-first',
    rule: 'S20',
    title: 'removes what expired first, `limit` at a time, and what has not expired never',
    requires,
    tries: ['removeExpired', 'find'],
    async run(context) {
      const store = await context.store()
      const expiry = context.expiryOf(store)
      const ids = new Map<number, string>()
      for (const place of [3, 1, 5, 2, 4]) ids.set(place, (await startIn(store, expiring(place))).record.id)
      const stays = (await startIn(store, { claim: aClaim({ expiresAt: afterAll + 1_000_000 }) })).record.id
      for (const places of [[1, 2], [3, 4], [5], []]) {
        const removed = await expiry.removeExpired(afterAll, 2)
        const expected = places.map((place) => ids.get(place))
        mustEqual(
          [...removed].sort(),
          [...expected].sort(),
          `the sessions that expired as number ${places.join(' and ')}`,
        )
        for (const id of removed) mustEqual(await store.find(id), undefined, 'a session that has expired')
      }
      await found(store, stays)
    },
  },
  {
    id: 'S20/wholly',
    rule: 'S20',
    title: 'forgets of what has expired the start, the user and the commands, as `remove` does',
    requires,
    tries: ['removeExpired', 'create', 'committed'],
    async run(context) {
      const { store, id, userId, start } = await givenUser(context)
      const expiry = context.expiryOf(store)
      await append(store, id, ofCommand('c'))
      mustEqual(await expiry.removeExpired(afterAll, 10), [id], 'what has expired')
      const ofUser = startOf(userId)
      mustEqual((await create(store, ofUser)).record.id, ofUser.record.id, 'the session that the user’s start makes')
      const again = { ...aStart(), record: start.record, claim: { ...start.claim, userId: 'bob' } }
      mustEqual((await create(store, again)).head, 1, '`head` of a session that is made anew with its start and its id')
      mustEqual(await store.committed(id, 'c'), undefined, 'the event of a command of the session that has expired')
    },
  },
  {
    id: 'S20/removed-before',
    rule: 'S20',
    title: 'tells nobody of a session that was removed before it expired, or made anew since',
    requires,
    tries: ['removeExpired', 'remove'],
    async run(context) {
      const store = await context.store()
      const expiry = context.expiryOf(store)
      const [gone, anew] = [await startIn(store, expiring(1)), await startIn(store, expiring(2))]
      for (const { record } of [gone, anew]) await store.remove(record.id)
      await startIn(store, { record: anew.record, claim: aClaim({ expiresAt: afterAll + 1_000_000 }) })
      mustEqual(await expiry.removeExpired(afterAll, 10), [], 'what has expired')
      await found(store, anew.record.id)
    },
  },
  {
    id: 'S20/overlapping',
    rule: 'S20',
    title: 'tells each id to one of 20 callers that overlap',
    requires,
    tries: ['removeExpired'],
    atOnce: 20,
    async run(context) {
      const store = await context.store()
      const expiry = context.expiryOf(store)
      const starts = await Promise.all(several(100, (place) => startIn(store, expiring(place))))
      const told = (await Promise.all(several(20, () => expiry.removeExpired(afterAll, 10)))).flat()
      // Callers that meet others may be told of fewer, so that some are left.
      for (let more = await expiry.removeExpired(afterAll, 10); more.length > 0;) {
        told.push(...more)
        must(told.length <= 200, 'ids are told again and again')
        more = await expiry.removeExpired(afterAll, 10)
      }
      mustEqual([...told].sort(), starts.map(({ record }) => record.id).sort(), 'the ids that were told')
    },
  },
  {
    id: 'S20/limit-of-many',
    rule: 'S20',
    title: 'removes no more than `limit` of several that expire at the same time',
    requires,
    tries: ['removeExpired'],
    async run(context) {
      const store = await context.store()
      const expiry = context.expiryOf(store)
      const starts = await Promise.all(several(5, () => startIn(store, expiring(1))))
      mustEqual(
        (await expiry.removeExpired(afterAll, 3)).length,
        3,
        'how many are removed of five, with 3 as the limit',
      )
      const there = await Promise.all(starts.map(({ record }) => store.find(record.id)))
      mustEqual(there.filter((session) => session).length, 2, 'how many of them are still there')
    },
  },
]
