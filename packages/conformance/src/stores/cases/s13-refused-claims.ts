import type { Claim } from '@chat-transport/backend'
import { mustEqual } from '../../case/outcome.ts'
import {
  aClaim,
  append,
  claimAfter,
  found,
  givenSession,
  givenUser,
  joiningClaim,
  mustBeAnswered,
  mustChangeNothing,
  type GivenSession,
  without,
} from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'

const requires = ['S1', 'S2', 'S3', 'S11', 'S12'] as const

/** Refuses the claim, and changes neither the session nor who holds it. */
async function mustRefuse(given: GivenSession, claim: Claim, expected: object): Promise<void> {
  await mustChangeNothing(given, 'a claim that is refused', async () => {
    mustBeAnswered(await given.store.claim(given.id, claim), expected, 'the answer to the claim')
  })
  const holder = await given.store.claim(given.id, claimAfter(given.start))
  mustEqual(holder.outcome, 'held', 'the outcome for the page that holds the session, after a claim that was refused')
}

export const refusedClaimCases: readonly StoreCase[] = [
  {
    id: 'S13/ahead',
    rule: 'S13',
    title: 'answers a claim beyond the head with `ahead` and the session, and gives the session to nobody',
    requires,
    tries: ['claim'],
    async run(context) {
      const given = await givenSession(context)
      await append(given.store, given.id)
      const session = await found(given.store, given.id)
      const claim = claimAfter(given.start, { pageId: 'B', take: true, after: 3 })
      await mustRefuse(given, claim, { outcome: 'ahead', session })
      const atHead = await given.store.claim(given.id, claimAfter(given.start, { after: 2 }))
      mustEqual(atHead.outcome, 'held', 'the outcome of a claim at the head')
    },
  },
  {
    id: 'S13/take-not-used-up',
    rule: 'S13',
    title: 'counts no take of a claim beyond the head',
    requires,
    tries: ['claim'],
    async run(context) {
      const { store, id, start } = await givenSession(context)
      const claim = claimAfter(start, { pageId: 'B', take: true })
      await store.claim(id, { ...claim, after: 9 })
      mustEqual(
        (await store.claim(id, claim)).outcome,
        'held',
        'the outcome of the same attach at a place that there is',
      )
    },
  },
  {
    id: 'S13/other-user',
    rule: 'S13',
    title: 'answers whoever is not the user of the session with `other-user`, also if they are nobody known',
    requires,
    tries: ['claim'],
    async run(context) {
      const given = await givenUser(context)
      const claim = claimAfter(given.start, { pageId: 'B', take: true })
      await mustRefuse(given, { ...claim, userId: 'somebody else' }, { outcome: 'other-user' })
      await mustRefuse(given, without(claim, 'userId'), { outcome: 'other-user' })
    },
  },
  {
    id: 'S13/other-user-first',
    rule: 'S13',
    title: 'compares users before it says that a claim is beyond the head',
    requires,
    tries: ['claim'],
    async run(context) {
      const given = await givenUser(context)
      const claim = claimAfter(given.start, { userId: 'somebody else', after: 99 })
      await mustRefuse(given, claim, { outcome: 'other-user' })
    },
  },
  {
    id: 'S13/forgotten',
    rule: 'S13',
    title: 'answers a device that it does not know, and that may not join, with `forgotten`',
    requires,
    tries: ['claim'],
    async run(context) {
      const nobodys = await givenSession(context)
      await mustRefuse(nobodys, aClaim(), { outcome: 'forgotten' })
      await mustRefuse(nobodys, joiningClaim('ada'), { outcome: 'forgotten' })
      const given = await givenUser(context)
      await mustRefuse(given, aClaim({ userId: given.userId }), { outcome: 'forgotten' })
      await mustRefuse(given, joiningClaim('somebody else'), { outcome: 'forgotten' })
      await mustRefuse(given, aClaim({ join: { maxDevices: 10 } }), { outcome: 'forgotten' })
      await mustRefuse(given, aClaim({ userId: given.userId, after: 99 }), { outcome: 'forgotten' })
    },
  },
]
