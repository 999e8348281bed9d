import type { SessionStore } from '@chat-transport/backend'
import { systemClock } from '@chat-transport/core'
import { must, mustEqual } from '../../case/outcome.ts'
import {
  aClaim,
  anEnd,
  anEvent,
  append,
  aStart,
  aUserId,
  aVisitor,
  create,
  found,
  indexesOf,
  joiningClaim,
  numbers,
  ofCommand,
  several,
  startIn,
  startOf,
  transcript,
} from '../case/samples.ts'
import type { StoreCase, StoreCaseContext } from '../case/store-case.ts'
import { rulesBefore } from '../rules/store-rules.ts'

const requires = rulesBefore('S24')

/** When the store is restarted after calls have begun, in milliseconds: one round each. */
const roundsMs = [0, 0, 1, 2, 5]

/** Makes the calls, and restarts the store under them. Resolves with the new one, and what has become of each call. */
type CutOff = (calls: readonly ((store: SessionStore) => Promise<unknown>)[]) => Promise<{
  readonly store: SessionStore
  readonly settled: readonly ('answered' | 'cut off')[]
}>

/** Plays each round on the store that the one before has left. */
async function inRounds(
  context: StoreCaseContext,
  play: (before: SessionStore, cutOff: CutOff) => Promise<void>,
): Promise<void> {
  let store = await context.store()
  for (const afterMs of roundsMs)
    await play(store, async (calls) => {
      const underWay = Promise.allSettled(calls.map((call) => call(store)))
      if (afterMs > 0) await new Promise<void>((resolve) => void systemClock.after(afterMs, resolve))
      store = await context.reopen(store)
      const settled = (await underWay).map((each) => (each.status === 'fulfilled' ? 'answered' : 'cut off'))
      return { store, settled }
    })
}

export const cutOffCases: readonly StoreCase[] = [
  {
    id: 'S24/commands',
    rule: 'S24',
    title: 'has kept each command with its event or not at all, and keeps it once when it is repeated',
    requires,
    tries: ['append', 'committed', 'read'],
    atOnce: 40,
    run: (context) =>
      inRounds(context, async (before, cutOff) => {
        const { id } = (await startIn(before)).record
        const events = several(100, () => ofCommand())
        const calls = events.map((event) => (on: SessionStore) => on.append(id, event))
        const { store, settled } = await cutOff(calls)
        const kept = await transcript(store, id)
        mustEqual(indexesOf(kept), numbers(1, kept.length), 'the indexes after calls were cut off')
        mustEqual((await found(store, id)).head, kept.length, '`head` after calls were cut off')
        for (const [place, event] of events.entries()) {
          const committed = await store.committed(id, event.commandId)
          must(committed || settled[place] === 'cut off', 'a command that was answered is not there after the restart')
          mustEqual(committed && kept[committed.index - 1], committed, 'the event of a command that is known')
          if (!committed)
            mustEqual(
              kept.some(({ json }) => json === event.json),
              false,
              'whether its event is there',
            )
        }
        await Promise.all(events.map((event) => store.append(id, event)))
        mustEqual((await found(store, id)).head, 101, '`head` after every command was repeated')
      }),
  },
  {
    id: 'S24/starts',
    rule: 'S24',
    title: 'has made each session wholly, or nothing of it',
    requires,
    tries: ['create', 'find', 'read'],
    atOnce: 40,
    run: (context) =>
      inRounds(context, async (before, cutOff) => {
        const starts = several(40, () => startOf(aUserId()))
        const calls = starts.map((start) => (on: SessionStore) => create(on, start))
        const { store, settled } = await cutOff(calls)
        for (const [place, start] of starts.entries()) {
          const { record, joined, claim } = start
          const session = await store.find(record.id)
          must(session || settled[place] === 'cut off', 'a session that was answered is not there after the restart')
          const repeat = { ...start, record: aStart().record, claim: aClaim({ device: claim.device }) }
          const expected = session ? record.id : repeat.record.id
          mustEqual((await create(store, repeat)).record.id, expected, 'the session of a start that is repeated')
          if (!session) continue
          mustEqual(session.visitor, joined.visitor, 'the visitor of a session that is there')
          mustEqual(await transcript(store, record.id), [{ index: 1, json: joined.json }], 'its transcript')
          const ofUser = startOf(claim.userId ?? '')
          mustEqual(
            (await create(store, ofUser)).record.id,
            record.id,
            'the session that another start of its user comes to',
          )
        }
      }),
  },
  {
    id: 'S24/visitors',
    rule: 'S24',
    title: 'has kept who the visitor is together with the event that says so, or neither',
    requires,
    tries: ['append', 'find', 'create'],
    atOnce: 40,
    run: (context) =>
      inRounds(context, async (before, cutOff) => {
        const starts = await Promise.all(several(40, () => startIn(before)))
        const visitors = starts.map(() => aVisitor(aUserId()))
        const calls = starts.map(({ record }, place) => (on: SessionStore) => {
          const visitor = visitors[place] ?? aVisitor()
          return on.append(record.id, anEvent('', { visitor }))
        })
        const { store, settled } = await cutOff(calls)
        for (const [place, { record, joined }] of starts.entries()) {
          const { head, visitor } = await found(store, record.id)
          must(head === 2 || settled[place] === 'cut off', 'an event that was answered is not there after the restart')
          mustEqual(
            visitor,
            head === 2 ? visitors[place] : joined.visitor,
            `the visitor of a session with head ${head}`,
          )
          const start = startOf(visitors[place]?.user?.id ?? '')
          const expected = head === 2 ? record.id : start.record.id
          mustEqual((await create(store, start)).record.id, expected, `the session of its user, with head ${head}`)
        }
      }),
  },
  {
    id: 'S24/ends',
    rule: 'S24',
    title: 'has ended each session with the event that says so, or neither',
    requires,
    tries: ['append', 'find', 'create'],
    atOnce: 40,
    run: (context) =>
      inRounds(context, async (before, cutOff) => {
        const userIds = several(40, () => aUserId())
        const starts = await Promise.all(userIds.map((userId) => startIn(before, startOf(userId))))
        const calls = starts.map(
          ({ record }) =>
            (on: SessionStore) =>
              on.append(record.id, anEnd()),
        )
        const { store, settled } = await cutOff(calls)
        for (const [place, { record }] of starts.entries()) {
          const { head } = await found(store, record.id)
          must(head === 2 || settled[place] === 'cut off', 'an end that was answered is not there after the restart')
          const start = startOf(userIds[place] ?? '')
          const expected = head === 2 ? start.record.id : record.id
          mustEqual((await create(store, start)).record.id, expected, `the session of its user, with head ${head}`)
          const next = await store.append(record.id, anEvent())
          mustEqual(next.outcome, head === 2 ? 'ended' : 'appended', `the outcome of an append, with head ${head}`)
        }
      }),
  },
  {
    id: 'S24/devices',
    rule: 'S24',
    title: 'has let each device join with its start, or neither',
    requires,
    tries: ['claim', 'find', 'create'],
    atOnce: 40,
    run: (context) =>
      inRounds(context, async (before, cutOff) => {
        const userId = aUserId()
        const { id } = (await startIn(before, startOf(userId))).record
        const claims = several(40, () => joiningClaim(userId, { join: { maxDevices: 1_000 } }))
        const calls = claims.map((claim) => (on: SessionStore) => on.claim(id, claim))
        const { store, settled } = await cutOff(calls)
        const known = (await found(store, id)).devices.map(({ startId }) => startId)
        for (const [place, { device }] of claims.entries()) {
          const isKnown = known.includes(device.startId)
          must(isKnown || settled[place] === 'cut off', 'a device that was answered is not known after the restart')
          const start = aStart({ claim: aClaim({ device }) })
          const expected = isKnown ? id : start.record.id
          mustEqual((await create(store, start)).record.id, expected, 'the session of the start of a device')
        }
      }),
  },
  {
    id: 'S24/removals',
    rule: 'S24',
    title: 'has removed each session wholly, or nothing of it',
    requires,
    tries: ['remove', 'find', 'create'],
    atOnce: 40,
    run: (context) =>
      inRounds(context, async (before, cutOff) => {
        const userIds = several(40, () => aUserId())
        const starts = await Promise.all(userIds.map((userId) => startIn(before, startOf(userId))))
        await Promise.all(starts.map(({ record }) => append(before, record.id, ofCommand('c'))))
        const calls = starts.map(
          ({ record }) =>
            (on: SessionStore) =>
              on.remove(record.id),
        )
        const { store, settled } = await cutOff(calls)
        for (const [place, { record, claim }] of starts.entries()) {
          const session = await store.find(record.id)
          must(!session || settled[place] === 'cut off', 'a session is there again whose removal was answered')
          mustEqual((await transcript(store, record.id)).length, session ? 2 : 0, 'how many events are there')
          const ofUser = startOf(userIds[place] ?? '')
          const expected = session ? record.id : ofUser.record.id
          mustEqual((await create(store, ofUser)).record.id, expected, 'the session of its user')
          const ofDevice = aStart({ claim: aClaim({ device: claim.device }) })
          const known = (await create(store, ofDevice)).record.id
          mustEqual(known, session ? record.id : ofDevice.record.id, 'the session of its start')
        }
      }),
  },
]
