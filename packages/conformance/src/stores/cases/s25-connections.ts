import type { SessionStore } from '@chat-transport/backend'
import { mustEqual } from '../../case/outcome.ts'
import {
  aClaim,
  anEnd,
  anEvent,
  append,
  aParty,
  aRecord,
  aStart,
  aUserId,
  aVisitor,
  claimAfter,
  create,
  farFuture,
  found,
  indexesOf,
  numbers,
  ofCommand,
  several,
  startIn,
  startOf,
  transcript,
} from '../case/samples.ts'
import type { StoreCase, StoreCaseContext } from '../case/store-case.ts'
import { rulesBefore } from '../rules/store-rules.ts'

const requires = rulesBefore('S25')

async function givenTwo(context: StoreCaseContext): Promise<readonly [SessionStore, SessionStore]> {
  const store = await context.store()
  return [store, await context.connect(store)]
}

/** One after the other, in turns. */
const inTurns = (stores: readonly [SessionStore, SessionStore], place: number): SessionStore =>
  stores[place % 2 ? 1 : 0]

export const connectionCases: readonly StoreCase[] = [
  {
    id: 'S25/seen',
    rule: 'S25',
    title: 'shows at each connection what was done at the other, at once',
    requires,
    tries: ['find', 'read', 'committed', 'claim', 'append', 'markRead', 'remove'],
    async run(context) {
      const [one, other] = await givenTwo(context)
      const start = await startIn(one)
      const { id } = start.record
      const same = async (what: string) => {
        mustEqual(await found(other, id), await found(one, id), `the session at the other connection, after ${what}`)
        mustEqual(await transcript(other, id), await transcript(one, id), `the transcript there, after ${what}`)
      }
      await same('its start')
      const event = await append(one, id, ofCommand('c'))
      await same('an event')
      mustEqual(await other.committed(id, 'c'), event, 'the event of the command, asked for at the other connection')
      await append(other, id, anEvent('', { visitor: aVisitor('ada') }))
      await same('an event at the other')
      await one.markRead(id, { party: aParty(), upTo: 2 })
      await same('a read mark')
      const take = claimAfter(start, { userId: 'ada', pageId: 'B', take: true })
      mustEqual((await other.claim(id, take)).outcome, 'held', 'the outcome of a take at the other connection')
      mustEqual((await one.claim(id, claimAfter(start, { userId: 'ada' }))).outcome, 'taken', 'that of the page before')
      await append(one, id, anEnd())
      mustEqual((await other.append(id, anEvent())).outcome, 'ended', 'the outcome of an append at the other')
      await one.remove(id)
      mustEqual(await other.find(id), undefined, 'the session at the other connection, after it was removed')
    },
  },
  {
    id: 'S25/appends',
    rule: 'S25',
    title: 'gives each index once to 200 appends that overlap at two connections',
    requires,
    tries: ['append', 'read'],
    atOnce: 200,
    async run(context) {
      const stores = await givenTwo(context)
      const { id } = (await startIn(stores[0])).record
      const events = await Promise.all(several(200, (place) => append(inTurns(stores, place), id)))
      const indexes = [...indexesOf(events)].sort((a, b) => a - b)
      mustEqual(indexes, numbers(2, 201), 'the indexes of appends that overlap')
      for (const store of stores) mustEqual(indexesOf(await transcript(store, id)), numbers(1, 201), 'the transcript')
    },
  },
  {
    id: 'S25/commands',
    rule: 'S25',
    title: 'keeps one event of each of 100 commands that come at both connections',
    requires,
    tries: ['append', 'find'],
    atOnce: 200,
    async run(context) {
      const stores = await givenTwo(context)
      const { id } = (await startIn(stores[0])).record
      const events = several(100, () => ofCommand())
      await Promise.all(stores.flatMap((store) => events.map((event) => store.append(id, event))))
      for (const store of stores) mustEqual((await found(store, id)).head, 101, '`head` after 100 commands')
    },
  },
  {
    id: 'S25/starts',
    rule: 'S25',
    title: 'makes one session of a start, and one of a user, that come at both connections',
    requires,
    tries: ['create'],
    atOnce: 100,
    async run(context) {
      const stores = await givenTwo(context)
      const start = aStart()
      const again = several(50, () => ({ ...start, record: aRecord() }))
      const userId = aUserId()
      for (const starts of [again, several(50, () => startOf(userId))]) {
        const calls = stores.flatMap((store) => starts.map((each) => create(store, each)))
        const ids = new Set((await Promise.all(calls)).map(({ record }) => record.id))
        mustEqual(ids.size, 1, 'how many sessions there are')
      }
    },
  },
  {
    id: 'S25/holders',
    rule: 'S25',
    title: 'has one holder of a session that 100 pages take at two connections',
    requires,
    tries: ['claim'],
    atOnce: 100,
    async run(context) {
      const stores = await givenTwo(context)
      const start = await startIn(stores[0])
      const claim = (take: boolean) => (_: unknown, place: number) => {
        const claimed = claimAfter(start, { pageId: `page-${place}`, take })
        return inTurns(stores, place).claim(start.record.id, claimed)
      }
      await Promise.all(several(100, () => 0).map(claim(true)))
      const after = await Promise.all(several(100, () => 0).map(claim(false)))
      mustEqual(after.filter(({ outcome }) => outcome === 'held').length, 1, 'how many pages hold the session')
    },
  },
  {
    id: 'S25/read-marks',
    rule: 'S25',
    title: 'keeps the highest of 100 marks that overlap at two connections',
    requires,
    tries: ['markRead', 'find'],
    atOnce: 100,
    async run(context) {
      const stores = await givenTwo(context)
      const { id } = (await startIn(stores[0])).record
      const party = aParty()
      const marks = several(100, (place) => ({ party, upTo: 1 + ((place * 7) % 100) }))
      await Promise.all(marks.map((mark, place) => inTurns(stores, place).markRead(id, mark)))
      for (const store of stores) mustEqual((await found(store, id)).reads, [{ party, upTo: 100 }], 'the marks')
    },
  },
  {
    id: 'S25/expired',
    rule: 'S25',
    title: 'tells each session that has expired at one connection',
    requires,
    tries: ['removeExpired'],
    atOnce: 20,
    async run(context) {
      const stores = await givenTwo(context)
      const expiries = stores.map((store) => context.expiryOf(store))
      const claims = several(100, () => aClaim({ expiresAt: farFuture }))
      const starts = await Promise.all(claims.map((claim) => startIn(stores[0], { claim })))
      const sweep = () =>
        Promise.all(expiries.flatMap((expiry) => several(10, () => expiry.removeExpired(farFuture + 1, 10))))
      const told = [...(await sweep()).flat(), ...(await sweep()).flat(), ...(await sweep()).flat()]
      mustEqual([...told].sort(), starts.map(({ record }) => record.id).sort(), 'the ids that were told')
    },
  },
]
