import { must, mustEqual } from '../../case/outcome.ts'
import { payload, payloadJson, payloadName, payloadText } from '../../case/payloads.ts'
import {
  aClaim,
  anEnd,
  anEvent,
  append,
  appendMany,
  aParty,
  aRecord,
  aStart,
  aVisitor,
  claimAfter,
  create,
  farFuture,
  found,
  givenSession,
  givenUser,
  indexesOf,
  joiningClaim,
  numbers,
  ofCommand,
  several,
  startIn,
  startOf,
  transcript,
  without,
} from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'
import { rulesBefore } from '../rules/store-rules.ts'
import { epochAfter } from './s26-epochs.ts'

const requires = rulesBefore('S23')

export const restartCases: readonly StoreCase[] = [
  {
    id: 'S23/sessions',
    rule: 'S23',
    title: 'has every part of a session, and its transcript, as before',
    requires,
    tries: ['find', 'read'],
    async run(context) {
      const visitor = { ...aVisitor('ada'), party: { ...aParty(payloadName), extra: payload() } }
      const record = aRecord({ subject: payloadName, userData: payloadJson, maxTranscriptEvents: 5 })
      const joined = { ...aStart().joined, visitor }
      const { store, id } = await givenSession(context, startOf('ada', { record, joined }))
      await store.claim(id, joiningClaim('ada'))
      await appendMany(
        store,
        id,
        several(8, (place) => anEvent(`${place} ${payloadText}`)),
      )
      await store.markRead(id, { party: visitor.party, upTo: 7 })
      const before = { session: await found(store, id), events: await transcript(store, id) }
      let again = await context.reopen(store)
      for (const when of ['a restart', 'another restart']) {
        const after = { session: await found(again, id), events: await transcript(again, id) }
        mustEqual(after, before, `the session after ${when}`)
        again = await context.reopen(again)
      }
    },
  },
  {
    id: 'S23/appends',
    rule: 'S23',
    title: 'goes on counting where it was, and trims as before',
    requires,
    tries: ['append', 'read'],
    async run(context) {
      const { store, id } = await givenSession(context, { record: aRecord({ maxTranscriptEvents: 5 }) })
      await appendMany(
        store,
        id,
        several(6, () => anEvent()),
      )
      const again = await context.reopen(store)
      mustEqual((await append(again, id)).index, 8, 'the index of the next event')
      mustEqual(indexesOf(await transcript(again, id)), numbers(4, 8), 'the indexes of the events kept')
    },
  },
  {
    id: 'S23/commands',
    rule: 'S23',
    title: 'knows the commands of the events it keeps, and of as many again',
    requires,
    tries: ['append', 'committed'],
    async run(context) {
      const { store, id } = await givenSession(context, { record: aRecord({ maxTranscriptEvents: 5 }) })
      const events = several(10, () => ofCommand())
      await appendMany(store, id, events)
      const again = await context.reopen(store)
      for (const [place, event] of events.entries()) {
        const repeat = await again.append(id, event)
        const first = { index: place + 2, json: event.json }
        mustEqual(repeat, { outcome: 'repeated', event: first }, 'the answer to a repeat after the restart')
        mustEqual(await again.committed(id, event.commandId), first, 'the event that `committed` finds')
      }
    },
  },
  {
    id: 'S23/holders',
    rule: 'S23',
    title: 'knows which page holds a session on each device',
    requires,
    tries: ['claim'],
    async run(context) {
      const { store, id, start, userId } = await givenUser(context)
      const phone = joiningClaim(userId)
      await store.claim(id, phone)
      const again = await context.reopen(store)
      for (const claim of [claimAfter(start), { ...phone, take: false }]) {
        const other = await again.claim(id, { ...claim, pageId: 'another page' })
        mustEqual(other.outcome, 'taken', 'the outcome for a page that does not hold the session')
        mustEqual((await again.claim(id, claim)).outcome, 'held', 'the outcome for the page that holds it')
      }
    },
  },
  {
    id: 'S23/takes',
    rule: 'S23',
    title: 'knows which attaches have taken a session, that of the start included',
    requires,
    tries: ['claim'],
    async run(context) {
      const { store, id, start } = await givenSession(context)
      const [ofB, ofC] = ['B', 'C'].map((pageId) => claimAfter(start, { pageId, take: true }))
      if (!ofB || !ofC) throw new Error('two claims were made')
      for (const claim of [ofB, ofC]) await store.claim(id, claim)
      const again = await context.reopen(store)
      for (const claim of [ofB, start.claim])
        mustEqual((await again.claim(id, claim)).outcome, 'taken', 'the outcome of a take that was made before')
      const anew = { ...ofB, attachId: 'anew' }
      mustEqual((await again.claim(id, anew)).outcome, 'held', 'the outcome of a take that was not')
    },
  },
  {
    id: 'S23/starts',
    rule: 'S23',
    title: 'knows the starts of all devices',
    requires,
    tries: ['create'],
    async run(context) {
      const { store, id, start, userId } = await givenUser(context)
      const phone = joiningClaim(userId)
      await store.claim(id, phone)
      const again = await context.reopen(store)
      for (const { device } of [start.claim, phone]) {
        const session = await create(again, aStart({ claim: aClaim({ device }) }))
        mustEqual(session.record.id, id, 'the session of a start that was made before')
      }
    },
  },
  {
    id: 'S23/epochs',
    rule: 'S23',
    title: 'raises the epochs of devices further, so that what was said before is refused still',
    requires: [...requires, 'S26', 'S27'],
    tries: ['claim', 'append'],
    async run(context) {
      const { store, id, start } = await givenUser(context)
      const fence = {
        startId: start.claim.device.startId,
        epoch: await epochAfter({ store, id }, claimAfter(start)),
      }
      const again = await context.reopen(store)
      await append(again, id, anEvent('before the next claim', { fence }))
      const epoch = await epochAfter({ store: again, id }, claimAfter(start))
      must(epoch > fence.epoch, `the epoch of a device was ${fence.epoch}, and is ${epoch} after a restart and a claim`)
      mustEqual(await again.append(id, anEvent('late', { fence })), { outcome: 'fenced' }, 'the answer to a late event')
    },
  },
  {
    id: 'S23/users',
    rule: 'S23',
    title: 'knows which session each user got last, by its start or by becoming known in it',
    requires,
    tries: ['create'],
    async run(context) {
      const { store, userId } = await givenUser(context)
      const claim = without(joiningClaim(userId), 'join')
      const newest = startOf(userId, { claim })
      await create(store, newest)
      const nobodys = await startIn(store)
      await append(store, nobodys.record.id, anEvent('', { visitor: aVisitor('bob') }))
      const again = await context.reopen(store)
      mustEqual((await create(again, startOf(userId))).record.id, newest.record.id, 'the session of a user with two')
      mustEqual((await create(again, startOf('bob'))).record.id, nobodys.record.id, 'that of one who became known')
    },
  },
  {
    id: 'S23/ended',
    rule: 'S23',
    title: 'knows that a session has ended',
    requires,
    tries: ['append', 'create', 'claim'],
    async run(context) {
      const { store, id, userId } = await givenUser(context)
      await append(store, id, anEnd({ commandId: 'leave' }))
      const again = await context.reopen(store)
      mustEqual(await again.append(id, anEvent()), { outcome: 'ended', head: 2 }, 'an append after the restart')
      mustEqual(await again.claim(id, joiningClaim(userId)), { outcome: 'forgotten' }, 'a device that wants to join')
      const start = startOf(userId)
      mustEqual((await create(again, start)).record.id, start.record.id, 'the session of a start of its user')
      mustEqual((await again.append(id, anEnd({ commandId: 'leave' }))).outcome, 'repeated', 'a repeat of the end')
    },
  },
  {
    id: 'S23/removed',
    rule: 'S23',
    title: 'brings back nothing that was removed',
    requires,
    tries: ['find', 'create'],
    async run(context) {
      const { store, id, start, userId } = await givenUser(context)
      await append(store, id, ofCommand('c'))
      await store.remove(id)
      const again = await context.reopen(store)
      mustEqual(await again.find(id), undefined, 'a session that was removed before the restart')
      const anew = startOf(userId, { record: start.record, claim: start.claim })
      mustEqual((await create(again, anew)).head, 1, '`head` of a session that its start makes anew')
      mustEqual(await again.committed(id, 'c'), undefined, 'the event of a command that it had')
    },
  },
  {
    id: 'S23/expiry',
    rule: 'S23',
    title: 'knows when each session expires: by its start, by `renew`, and by its end',
    requires,
    tries: ['removeExpired'],
    async run(context) {
      const [first, second, third] = [1, 2, 3].map((place) => farFuture + place * 1_000_000)
      if (!first || !second || !third) throw new Error('three times were made')
      const { store, id } = await givenSession(context, { claim: aClaim({ expiresAt: second }) })
      const [renewed, ended] = [(await startIn(store)).record.id, (await startIn(store)).record.id]
      await context.expiryOf(store).renew([renewed], third)
      await append(store, ended, anEnd({ expiresAt: first }))
      const again = await context.reopen(store)
      const expiry = context.expiryOf(again)
      await expiry.renew([ended], third)
      for (const [time, expired] of [
        [first, ended],
        [second, id],
        [third, renewed],
      ] as const)
        mustEqual(await expiry.removeExpired(time + 1_000, 10), [expired], 'what has expired after the restart')
    },
  },
]
