import type { Claim } from '@chat-transport/backend'
import { mustEqual } from '../../case/outcome.ts'
import {
  aRecord,
  anEnd,
  append,
  aStart,
  claimAfter,
  create,
  found,
  givenUser,
  joiningClaim,
  mustBeAnswered,
  several,
  type GivenSession,
  without,
} from '../case/samples.ts'
import type { StoreCase, StoreCaseContext } from '../case/store-case.ts'

const requires = ['S1', 'S2', 'S7', 'S10', 'S11', 'S12', 'S13'] as const

async function mustHold({ store, id }: GivenSession, claim: Claim): Promise<void> {
  mustEqual((await store.claim(id, claim)).outcome, 'held', 'the outcome of a claim that must be let in')
}

async function mustHaveDevices({ store, id }: GivenSession, claims: readonly Claim[], when: string): Promise<void> {
  const devices = claims.map(({ device }) => device)
  mustEqual((await found(store, id)).devices, devices, `the devices of the session, ${when}`)
}

/** A user's session on a laptop, a phone and a tablet, in this order. */
async function givenDevices(context: StoreCaseContext) {
  const given = await givenUser(context)
  const laptop = claimAfter(given.start)
  const [phone, tablet] = [joiningClaim(given.userId), joiningClaim(given.userId)]
  for (const claim of [phone, tablet]) await mustHold(given, claim)
  return { given, laptop, phone, tablet }
}

export const deviceCases: readonly StoreCase[] = [
  {
    id: 'S14/joins',
    rule: 'S14',
    title: 'adds a device of the user that may join, and answers with it',
    requires,
    tries: ['claim'],
    async run(context) {
      const given = await givenUser(context)
      const claim = joiningClaim(given.userId)
      const devices = [given.start.claim.device, claim.device]
      const session = { ...(await found(given.store, given.id)), devices }
      mustBeAnswered(
        await given.store.claim(given.id, claim),
        { outcome: 'held', session },
        'the answer to a device that joins',
      )
      mustEqual(await found(given.store, given.id), session, 'the session afterwards')
      mustEqual((await given.store.claim(given.id, claim)).outcome, 'held', 'the outcome for the same claim again')
      mustEqual(await found(given.store, given.id), session, 'the session after the same claim again')
    },
  },
  {
    id: 'S14/ended',
    rule: 'S14',
    title: 'adds no device to a session that has ended',
    requires,
    tries: ['claim'],
    async run(context) {
      const { store, id, userId, start } = await givenUser(context)
      await append(store, id, anEnd())
      mustEqual(
        await store.claim(id, joiningClaim(userId)),
        { outcome: 'forgotten' },
        'a device that comes after the end',
      )
      mustEqual((await store.claim(id, claimAfter(start))).outcome, 'held', 'the outcome for a device that it knows')
    },
  },
  {
    id: 'S14/beyond-the-head',
    rule: 'S14',
    title: 'adds no device whose claim is beyond the head, and forgets none for it',
    requires,
    tries: ['claim', 'find'],
    async run(context) {
      const { store, id, userId } = await givenUser(context)
      const session = await found(store, id)
      const claim = joiningClaim(userId, { after: 99, join: { maxDevices: 1 } })
      mustBeAnswered(await store.claim(id, claim), { outcome: 'ahead', session }, 'the answer to such a claim')
      mustEqual(await found(store, id), session, 'the session afterwards')
    },
  },
  {
    id: 'S14/order',
    rule: 'S14',
    title: 'puts the device last that was given the session last, and moves none that was not given it',
    requires,
    tries: ['claim', 'find'],
    async run(context) {
      const { given, laptop, phone, tablet } = await givenDevices(context)
      await mustHaveDevices(given, [laptop, phone, tablet], 'in the order of their claims')
      await mustHold(given, { ...laptop, attachId: 'again' })
      await mustHaveDevices(given, [phone, tablet, laptop], 'after another claim of the first')
      const other = { ...phone, pageId: 'another page', attachId: 'of another page', take: false }
      mustEqual(
        (await given.store.claim(given.id, other)).outcome,
        'taken',
        'the outcome for another page of the phone',
      )
      await mustHaveDevices(given, [phone, tablet, laptop], 'after a claim that was not given the session')
    },
  },
  {
    id: 'S14/holder-of-each',
    rule: 'S14',
    title: 'has a holder on each device',
    requires,
    tries: ['claim'],
    async run(context) {
      const { given, laptop, phone } = await givenDevices(context)
      const page = { pageId: 'another page', take: true }
      await mustHold(given, { ...phone, ...page, attachId: 'a-1' })
      await mustHold(given, { ...laptop, attachId: 'a-2', take: false })
      const back = await given.store.claim(given.id, { ...phone, attachId: 'a-3', take: false })
      mustEqual(back.outcome, 'taken', 'the outcome for the page of the phone from which the session was taken')
    },
  },
  {
    id: 'S14/most-devices',
    rule: 'S14',
    title: 'forgets those that were given the session longest ago when more join than there may be',
    requires,
    tries: ['claim', 'find'],
    async run(context) {
      const { given, laptop, phone, tablet } = await givenDevices(context)
      await mustHold(given, { ...laptop, attachId: 'again' })
      const watch = joiningClaim(given.userId, { join: { maxDevices: 3 } })
      await mustHold(given, watch)
      await mustHaveDevices(given, [tablet, laptop, watch], 'of which there may be three')
      const comesBack = without(phone, 'join')
      mustEqual(await given.store.claim(given.id, comesBack), { outcome: 'forgotten' }, 'a device that was forgotten')
      const alone = joiningClaim(given.userId, { join: { maxDevices: 1 } })
      await mustHold(given, alone)
      await mustHaveDevices(given, [alone], 'of which there may be one')
    },
  },
  {
    id: 'S14/start-of-a-device',
    rule: 'S14',
    title: 'knows the start of each device that has joined: its repeat comes to the session',
    requires,
    tries: ['claim', 'create'],
    async run(context) {
      const { given, phone } = await givenDevices(context)
      const claim = without(phone, 'join')
      const session = await create(given.store, aStart({ claim }))
      mustEqual(session, await found(given.store, given.id), 'the session that the start of a joined device comes to')
    },
  },
  {
    id: 'S14/forgotten-may-start',
    rule: 'S14',
    title: 'makes a new session for the start of a device that it has forgotten',
    requires,
    tries: ['claim', 'create'],
    async run(context) {
      const { given, laptop, phone } = await givenDevices(context)
      await mustHold(given, joiningClaim(given.userId, { join: { maxDevices: 2 } }))
      for (const { device } of [laptop, phone]) {
        const start = aStart({ record: aRecord(), claim: { ...aStart().claim, device } })
        mustEqual(
          (await create(given.store, start)).record.id,
          start.record.id,
          'the session of a forgotten device’s start',
        )
      }
    },
  },
  {
    id: 'S14/overlapping',
    rule: 'S14',
    title: 'has as many devices as there may be when 100 join at the same time, and knows them',
    requires,
    tries: ['claim', 'find'],
    atOnce: 100,
    async run(context) {
      const given = await givenUser(context)
      const claims = several(100, () => joiningClaim(given.userId, { join: { maxDevices: 5 } }))
      const answers = await Promise.all(claims.map((claim) => given.store.claim(given.id, claim)))
      for (const { outcome } of answers) mustEqual(outcome, 'held', 'the outcome for each device that joins')
      const { devices } = await found(given.store, given.id)
      mustEqual(devices.length, 5, 'how many devices the session has')
      mustEqual(new Set(devices.map(({ startId }) => startId)).size, 5, 'how many of them differ')
    },
  },
]
