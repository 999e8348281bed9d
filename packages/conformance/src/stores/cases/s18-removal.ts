import { mustEqual } from '../../case/outcome.ts'
import {
  aClaim,
  anEnd,
  anEvent,
  append,
  aRecord,
  aStart,
  claimAfter,
  create,
  found,
  givenUser,
  joiningClaim,
  ofCommand,
  startIn,
  startOf,
  transcript,
  type GivenSession,
  without,
} from '../case/samples.ts'
import type { StoreCase, StoreCaseContext } from '../case/store-case.ts'
import { rulesBefore } from '../rules/store-rules.ts'

const requires = rulesBefore('S18')

/** A user's session in which everything has happened that a store keeps: two devices, a take, a command, a read mark. */
async function givenLife(context: StoreCaseContext): Promise<GivenSession & { userId: string; phone: string }> {
  const given = await givenUser(context)
  const { store, id, userId, start } = given
  const joining = joiningClaim(userId)
  await store.claim(id, joining)
  await store.claim(id, claimAfter(start, { pageId: 'B', attachId: 'b-1', take: true }))
  await append(store, id, ofCommand('c'))
  await store.markRead(id, { party: start.joined.visitor.party, upTo: 2 })
  return { ...given, phone: joining.device.startId }
}

/** A session with the same id as one that was removed must be as new. */
async function mustBeNew({ store, start: earlier }: GivenSession, start = aStart({ record: earlier.record })) {
  const { record, joined, claim } = start
  const expected = { record, visitor: joined.visitor, devices: [claim.device], first: 1, head: 1, reads: [] }
  mustEqual(await create(store, start), expected, 'a session that is made anew under the id of one that was removed')
  mustEqual(await transcript(store, record.id), [{ index: 1, json: joined.json }], 'its transcript')
  mustEqual(await store.committed(record.id, 'c'), undefined, 'the event of a command of the session that was removed')
  mustEqual((await append(store, record.id, ofCommand('c'))).index, 2, 'the index of that command’s event')
  const take = claimAfter(start, { pageId: 'B', attachId: 'b-1', take: true })
  mustEqual((await store.claim(record.id, take)).outcome, 'held', 'the outcome of a take that the removed session had')
}

export const removalCases: readonly StoreCase[] = [
  {
    id: 'S18/unknown',
    rule: 'S18',
    title: 'knows nothing of a session that was removed',
    requires,
    tries: ['remove', 'find', 'claim', 'append', 'committed', 'read', 'markRead'],
    async run(context) {
      const { store, id, start } = await givenLife(context)
      await store.remove(id)
      mustEqual(await store.find(id), undefined, '`find` of a session that was removed')
      mustEqual(await store.claim(id, claimAfter(start)), { outcome: 'unknown' }, '`claim` of it')
      mustEqual(await store.append(id, anEvent()), { outcome: 'unknown' }, '`append` to it')
      mustEqual(await store.append(id, ofCommand('c')), { outcome: 'unknown' }, '`append` of a command of its')
      mustEqual(await store.committed(id, 'c'), undefined, '`committed` of a command of its')
      mustEqual(await transcript(store, id), [], '`read` of it')
      mustEqual(await store.markRead(id, { party: start.joined.visitor.party, upTo: 9 }), false, '`markRead` of it')
    },
  },
  {
    id: 'S18/starts',
    rule: 'S18',
    title: 'forgets the starts of all its devices: they make new sessions',
    requires,
    tries: ['remove', 'create'],
    async run(context) {
      const { store, id, start, phone } = await givenLife(context)
      await store.remove(id)
      for (const startId of [start.claim.device.startId, phone]) {
        const anew = aStart({ claim: aClaim({ device: { startId, secretHash: 'f'.repeat(64) } }) })
        mustEqual((await create(store, anew)).record.id, anew.record.id, 'the session of a start after the removal')
      }
    },
  },
  {
    id: 'S18/users',
    rule: 'S18',
    title: 'forgets whose it was: a start of the user makes a new session, or comes to an earlier one',
    requires,
    tries: ['remove', 'create'],
    async run(context) {
      const { store, id, userId } = await givenLife(context)
      const claim = without(joiningClaim(userId), 'join')
      const second = startOf(userId, { claim })
      await create(store, second)
      await store.remove(second.record.id)
      mustEqual(
        (await create(store, startOf(userId))).record.id,
        id,
        'the session of a user whose later one was removed',
      )
      await store.remove(id)
      const third = startOf(userId)
      mustEqual((await create(store, third)).record.id, third.record.id, 'the session of a user who has none any more')
    },
  },
  {
    id: 'S18/as-new',
    rule: 'S18',
    title: 'makes a session anew under the id of one that was removed, with nothing left of that',
    requires,
    tries: ['remove', 'create', 'committed', 'claim', 'read'],
    async run(context) {
      const given = await givenLife(context)
      await given.store.remove(given.id)
      await mustBeNew(given)
    },
  },
  {
    id: 'S18/ended-as-new',
    rule: 'S18',
    title: 'makes one anew that goes on, where the one that was removed had ended',
    requires,
    tries: ['remove', 'create', 'append'],
    async run(context) {
      const given = await givenLife(context)
      await append(given.store, given.id, anEnd())
      await given.store.remove(given.id)
      await mustBeNew(given, startOf(given.userId, { record: given.start.record }))
    },
  },
  {
    id: 'S18/others-stay',
    rule: 'S18',
    title: 'removes no other session',
    requires,
    tries: ['remove', 'find', 'read', 'create'],
    async run(context) {
      const { store, id } = await givenLife(context)
      const other = await startIn(store)
      await append(store, other.record.id, ofCommand('c'))
      const before = [await found(store, other.record.id), await transcript(store, other.record.id)]
      await store.remove(id)
      const after = [await found(store, other.record.id), await transcript(store, other.record.id)]
      mustEqual(after, before, 'another session after the removal')
      mustEqual((await store.committed(other.record.id, 'c'))?.index, 2, 'the index of the event of its command')
      const repeat = await create(store, { ...other, record: aRecord() })
      mustEqual(repeat.record.id, other.record.id, 'the session of its start')
    },
  },
  {
    id: 'S18/twice',
    rule: 'S18',
    title: 'removes what is not there without a word',
    requires,
    tries: ['remove'],
    async run(context) {
      const { store, id } = await givenLife(context)
      for (const each of [id, id, aRecord().id]) await store.remove(each)
    },
  },
]
