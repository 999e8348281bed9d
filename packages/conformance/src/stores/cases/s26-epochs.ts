import type { Claim } from '@chat-transport/backend'
import { must, mustEqual } from '../../case/outcome.ts'
import {
  append,
  claimAfter,
  givenSession,
  givenUser,
  joiningClaim,
  several,
  type GivenSession,
} from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'

const requires = ['S1', 'S2', 'S11', 'S12', 'S13', 'S14'] as const

/** A session, and its store. */
type InStore = Pick<GivenSession, 'store' | 'id'>

/** Of the device, as the answer to the claim says. */
export async function epochAfter({ store, id }: InStore, claim: Claim, outcome = 'held'): Promise<number> {
  const claimed = await store.claim(id, claim)
  mustEqual(claimed.outcome, outcome, 'the outcome of a claim')
  must('epoch' in claimed, 'a claim was answered without an epoch')
  must(Number.isSafeInteger(claimed.epoch), `an epoch is not a whole number: ${claimed.epoch}`)
  return claimed.epoch
}

const mustRise = (epochs: readonly number[]) =>
  epochs.forEach((epoch, place) => must(epoch > (epochs[place - 1] ?? 0), `epochs do not rise: ${epochs.join(', ')}`))

export const epochCases: readonly StoreCase[] = [
  {
    id: 'S26/rises',
    rule: 'S26',
    title: 'raises the epoch of a device with each claim that is given the session, by the same page or another',
    requires,
    tries: ['claim'],
    async run(context) {
      const { store, id, start } = await givenSession(context)
      const same = await epochAfter({ store, id }, claimAfter(start))
      const again = await epochAfter({ store, id }, claimAfter(start))
      const other = await epochAfter({ store, id }, claimAfter(start, { pageId: 'B', take: true }))
      mustRise([same, again, other])
    },
  },
  {
    id: 'S26/stays',
    rule: 'S26',
    title: 'leaves the epoch as it is when a claim is not given the session, and answers with it',
    requires,
    tries: ['claim'],
    async run(context) {
      const { store, id, start } = await givenSession(context)
      const held = await epochAfter({ store, id }, claimAfter(start))
      mustEqual(
        await epochAfter({ store, id }, claimAfter(start, { pageId: 'B' }), 'taken'),
        held,
        'the epoch after `taken`',
      )
      const ahead = claimAfter(start, { after: 9 })
      mustEqual(await epochAfter({ store, id }, ahead, 'ahead'), held, 'the epoch after `ahead`')
      mustEqual(
        await epochAfter({ store, id }, claimAfter(start, { pageId: 'B' }), 'taken'),
        held,
        'the epoch after both',
      )
    },
  },
  {
    id: 'S26/of-each-device',
    rule: 'S26',
    title: 'has an epoch for each device, which claims of another leave as it is, and raise their own above',
    requires,
    tries: ['claim'],
    async run(context) {
      const { store, id, start, userId } = await givenUser(context)
      const phone = joiningClaim(userId)
      const first = await epochAfter({ store, id }, claimAfter(start))
      const ofPhone = await epochAfter({ store, id }, phone)
      mustRise([first, ofPhone])
      await append(store, id)
      const laptop = claimAfter(start, { pageId: 'B' })
      mustEqual(
        await epochAfter({ store, id }, laptop, 'taken'),
        first,
        'the epoch of a device after a claim of another',
      )
      mustEqual(
        await epochAfter({ store, id }, { ...phone, pageId: 'B', take: false }, 'taken'),
        ofPhone,
        'that of the other',
      )
    },
  },
  {
    id: 'S26/overlapping',
    rule: 'S26',
    title: 'gives each of 100 claims that overlap another epoch',
    requires,
    tries: ['claim'],
    atOnce: 100,
    async run(context) {
      const { store, id, start } = await givenSession(context)
      const epochs = await Promise.all(several(100, () => epochAfter({ store, id }, claimAfter(start))))
      mustEqual(new Set(epochs).size, 100, 'how many epochs 100 claims were given')
    },
  },
]
