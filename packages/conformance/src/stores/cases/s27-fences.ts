import { mustEqual } from '../../case/outcome.ts'
import {
  anEnd,
  anEvent,
  append,
  claimAfter,
  givenSession,
  givenUser,
  joiningClaim,
  mustChangeNothing,
  ofCommand,
} from '../case/samples.ts'
import type { StoreCase, StoreCaseContext } from '../case/store-case.ts'
import { epochAfter } from './s26-epochs.ts'

const requires = ['S1', 'S2', 'S4', 'S7', 'S11', 'S12', 'S14', 'S26'] as const

/** A session whose device has an epoch, and what tells of it. */
async function givenFence(context: StoreCaseContext) {
  const given = await givenSession(context)
  const epoch = await epochAfter(given, claimAfter(given.start))
  return { given, fence: { startId: given.start.claim.device.startId, epoch } }
}

const mustBeFenced = { outcome: 'fenced' }

export const fenceCases: readonly StoreCase[] = [
  {
    id: 'S27/kept',
    rule: 'S27',
    title: 'keeps an event whose device has the epoch of its fence still',
    requires,
    tries: ['append'],
    async run(context) {
      const { given, fence } = await givenFence(context)
      const first = await append(given.store, given.id, anEvent('one', { fence }))
      await epochAfter(given, claimAfter(given.start, { pageId: 'B' }), 'taken')
      const second = await append(given.store, given.id, anEvent('two', { fence }))
      mustEqual([first.index, second.index], [2, 3], 'the indexes of such events')
    },
  },
  {
    id: 'S27/refused',
    rule: 'S27',
    title: 'refuses an event whose device has been given the session since, and keeps nothing of it',
    requires,
    tries: ['append'],
    async run(context) {
      const { given, fence } = await givenFence(context)
      const { store, id, start } = given
      const newer = { ...fence, epoch: await epochAfter({ store, id }, claimAfter(start)) }
      const command = ofCommand()
      await mustChangeNothing(given, 'an event that is refused', async () => {
        mustEqual(await store.append(id, { ...command, fence }), mustBeFenced, 'the answer to such an event')
      })
      mustEqual(await store.committed(id, command.commandId), undefined, '`committed` of its command')
      const kept = await append(store, id, { ...command, fence: newer })
      mustEqual(kept.index, 2, 'the index of the same event with the newer epoch')
    },
  },
  {
    id: 'S27/of-the-device',
    rule: 'S27',
    title: 'compares the epoch of the device that the fence names, and of no other',
    requires,
    tries: ['append'],
    async run(context) {
      const { store, id, start, userId } = await givenUser(context)
      const laptop = { startId: start.claim.device.startId, epoch: await epochAfter({ store, id }, claimAfter(start)) }
      const joining = joiningClaim(userId)
      const phone = { startId: joining.device.startId, epoch: await epochAfter({ store, id }, joining) }
      await append(store, id, anEvent('of the laptop', { fence: laptop }))
      await append(store, id, anEvent('of the phone', { fence: phone }))
      const mixed = anEvent('of neither', { fence: { ...laptop, epoch: phone.epoch } })
      mustEqual(await store.append(id, mixed), mustBeFenced, 'the answer to an event with the epoch of another device')
    },
  },
  {
    id: 'S27/forgotten',
    rule: 'S27',
    title: 'refuses an event of a device that it does not know',
    requires,
    tries: ['append'],
    async run(context) {
      const { given, fence } = await givenFence(context)
      const event = anEvent('of nobody', { fence: { ...fence, startId: 'a start that never was' } })
      mustEqual(await given.store.append(given.id, event), mustBeFenced, 'the answer to such an event')
      const first = anEvent('of nobody', { fence: { startId: 'a start that never was', epoch: 0 } })
      mustEqual(await given.store.append(given.id, first), mustBeFenced, 'the same, with the epoch 0')
    },
  },
  {
    id: 'S27/repeats-and-ends',
    rule: 'S27',
    title: 'answers a repeat with its event, and an event after the end with `ended`, whatever their fence',
    requires,
    tries: ['append'],
    async run(context) {
      const { given, fence } = await givenFence(context)
      const { store, id, start } = given
      const command = ofCommand()
      const event = await append(store, id, { ...command, fence })
      await store.claim(id, claimAfter(start))
      mustEqual(await store.append(id, { ...command, fence }), { outcome: 'repeated', event }, 'a repeat')
      await append(store, id, anEnd())
      mustEqual(await store.append(id, anEvent('late', { fence })), { outcome: 'ended', head: 3 }, 'what comes late')
    },
  },
]
