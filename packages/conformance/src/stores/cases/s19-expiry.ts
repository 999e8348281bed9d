import { mustEqual } from '../../case/outcome.ts'
import {
  aClaim,
  anEnd,
  append,
  aRecord,
  claimAfter,
  create,
  farFuture,
  givenSession,
  givenUser,
  startIn,
  type GivenSession,
} from '../case/samples.ts'
import type { StoreCase, StoreCaseContext } from '../case/store-case.ts'
import { rulesBefore } from '../rules/store-rules.ts'

const requires = rulesBefore('S19')
const hour = 3_600_000
/** When the sessions of these cases expire, unless something puts it off. */
const due = farFuture + hour
const later = due + hour
const earlier = due - hour / 2

const givenExpiring = (context: StoreCaseContext) => givenSession(context, { claim: aClaim({ expiresAt: due }) })

/** The session must expire at this time: it is there a second before, and gone a second later. */
async function mustExpireAt(
  context: StoreCaseContext,
  { store, id }: Pick<GivenSession, 'store' | 'id'>,
  time: number,
) {
  const expiry = context.expiryOf(store)
  mustEqual(await expiry.removeExpired(time - 1_000, 10), [], `what has expired a second before ${inWords(time)}`)
  mustEqual((await store.find(id))?.record.id, id, 'the session that is still there')
  mustEqual(await expiry.removeExpired(time + 1_000, 10), [id], `what has expired a second after ${inWords(time)}`)
}

const names = new Map([
  [due, 'what the start says'],
  [later, 'the later time'],
  [earlier, 'what the end says'],
])
const inWords = (time: number) => names.get(time) ?? new Date(time).toISOString()

export const expiryCases: readonly StoreCase[] = [
  {
    id: 'S19/of-the-start',
    rule: 'S19',
    title: 'lets a session expire when its start says',
    requires,
    tries: ['create', 'removeExpired'],
    async run(context) {
      await mustExpireAt(context, await givenExpiring(context), due)
    },
  },
  {
    id: 'S19/claims-put-it-off',
    rule: 'S19',
    title: 'lets a claim put it off, and never bring it forward',
    requires,
    tries: ['claim', 'removeExpired'],
    async run(context) {
      const given = await givenExpiring(context)
      for (const expiresAt of [later, earlier])
        await given.store.claim(given.id, claimAfter(given.start, { expiresAt }))
      await mustExpireAt(context, given, later)
    },
  },
  {
    id: 'S19/renewed',
    rule: 'S19',
    title: 'lets `renew` put it off, of all the sessions it names and of no other',
    requires,
    tries: ['renew', 'removeExpired'],
    async run(context) {
      const given = await givenExpiring(context)
      const { store } = given
      const startAgain = async () => (await startIn(store, { claim: aClaim({ expiresAt: due }) })).record.id
      const [renewed, other] = [await startAgain(), await startAgain()]
      await context.expiryOf(store).renew([given.id, aRecord().id, renewed], later)
      await mustExpireAt(context, { store, id: other }, due)
      const removed = await context.expiryOf(store).removeExpired(later + 1_000, 10)
      mustEqual([...removed].sort(), [given.id, renewed].sort(), 'what has expired after the later time')
    },
  },
  {
    id: 'S19/unknown',
    rule: 'S19',
    title: 'lets `renew` answer with those that it does not know, and with those alone',
    requires,
    tries: ['renew', 'append', 'remove'],
    async run(context) {
      const { store, id } = await givenExpiring(context)
      const [ended, removed] = [(await startIn(store)).record.id, (await startIn(store)).record.id]
      await append(store, ended, anEnd({ expiresAt: later }))
      await store.remove(removed)
      const never = aRecord().id
      const unknown = await context.expiryOf(store).renew([never, id, removed, ended], later)
      mustEqual([...unknown].sort(), [never, removed].sort(), 'what `renew` does not know')
    },
  },
  {
    id: 'S19/never-earlier',
    rule: 'S19',
    title: 'lets `renew` never bring it forward',
    requires,
    tries: ['renew', 'removeExpired'],
    async run(context) {
      const given = await givenExpiring(context)
      await context.expiryOf(given.store).renew([given.id], earlier)
      await context.expiryOf(given.store).renew([], farFuture)
      await mustExpireAt(context, given, due)
    },
  },
  {
    id: 'S19/ended',
    rule: 'S19',
    title: 'lets an ended session expire when its end says, also if that is sooner, and whatever comes later',
    requires,
    tries: ['append', 'renew', 'claim', 'removeExpired'],
    async run(context) {
      const given = await givenExpiring(context)
      await append(given.store, given.id, anEnd({ expiresAt: earlier }))
      await context.expiryOf(given.store).renew([given.id], later)
      await given.store.claim(given.id, claimAfter(given.start, { expiresAt: later }))
      await mustExpireAt(context, given, earlier)
    },
  },
  {
    id: 'S19/ended-later',
    rule: 'S19',
    title: 'lets an ended session expire when its end says, also if that is later',
    requires,
    tries: ['append', 'removeExpired'],
    async run(context) {
      const given = await givenExpiring(context)
      await append(given.store, given.id, anEnd({ expiresAt: later }))
      await mustExpireAt(context, given, later)
    },
  },
  {
    id: 'S19/not-by-refused-claims',
    rule: 'S19',
    title: 'lets no claim put it off that is refused',
    requires,
    tries: ['claim', 'removeExpired'],
    async run(context) {
      const given = await givenUser(context)
      const { store, id, start } = given
      const time = start.claim.expiresAt
      const expiresAt = time + hour
      await store.claim(id, claimAfter(start, { after: 99, expiresAt }))
      await store.claim(id, claimAfter(start, { userId: 'somebody else', expiresAt }))
      await store.claim(id, aClaim({ expiresAt }))
      await mustExpireAt(context, given, time)
    },
  },
  {
    id: 'S19/not-by-other-starts',
    rule: 'S19',
    title: 'lets no start put it off that comes to the session: its caller claims it',
    requires,
    tries: ['create', 'removeExpired'],
    async run(context) {
      const given = await givenExpiring(context)
      const claim = { ...given.start.claim, expiresAt: later }
      await create(given.store, { ...given.start, record: aRecord(), claim })
      await mustExpireAt(context, given, due)
    },
  },
]
