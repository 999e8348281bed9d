import type { SessionStore, StoredEvent, StoredVisitor } from '@chat-transport/backend'
import { must, mustEqual } from '../../case/outcome.ts'
import type { Ears, Heard } from '../case/ears.ts'
import {
  aClaim,
  anEnd,
  anEvent,
  append,
  aParty,
  aRecord,
  aStart,
  aVisitor,
  claimAfter,
  create,
  farFuture,
  ofCommand,
  several,
  startIn,
  type Start,
} from '../case/samples.ts'
import type { StoreCase, StoreCaseContext } from '../case/store-case.ts'
import { rulesBefore } from '../rules/store-rules.ts'

const requires = rulesBefore('S28')

/** A session that is listened to at two connections. */
export interface Listened {
  readonly stores: readonly [SessionStore, SessionStore]
  readonly ears: readonly [Ears, Ears]
  readonly start: Start
  readonly id: string
}

export async function givenListeners(context: StoreCaseContext): Promise<Listened> {
  const store = await context.store()
  const start = await startIn(store)
  const { id } = start.record
  const near = await context.listen(store, id)
  const other = await context.connect(store)
  return { stores: [store, other], ears: [near, await context.listen(other, id)], start, id }
}

export async function mustAllHear({ ears: [near, far] }: Listened, expected: readonly Heard[], what: string) {
  await far.mustHear(expected, `what is told at another connection of ${what}`)
  await near.mustHear(expected, `what is told at the same connection of ${what}`)
}

const told = ({ index, json }: StoredEvent, visitor?: StoredVisitor): Heard => ({
  appended: { index, json, ...(visitor && { visitor }) },
})

/** What is claimed is held. Returns what is told of it. */
async function held(store: SessionStore, id: string, claim: ReturnType<typeof aClaim>): Promise<Heard> {
  const claimed = await store.claim(id, claim)
  must(claimed.outcome === 'held', `a claim was answered with ${claimed.outcome}`)
  const { backendId, device, pageId } = claim
  return { claimed: { backendId, startId: device.startId, pageId, epoch: claimed.epoch } }
}

export const toldCases: readonly StoreCase[] = [
  {
    id: 'S28/events',
    rule: 'S28',
    title: 'tells of each new event, at every connection, with its index, its text as it was, and who the visitor is',
    requires,
    tries: ['append'],
    async run(context) {
      const listened = await givenListeners(context)
      const { stores, id } = listened
      const visitor = aVisitor('ada', 'Ada\n"Lovelace"')
      const odd = { ...ofCommand(), json: '{\n\t"type": "EventMessage",\r\n "text":"\\u0000 é 😀"}\n' }
      const events = [
        told(await append(stores[0], id)),
        told(await append(stores[1], id, odd)),
        told(await append(stores[0], id, anEvent('', { visitor })), visitor),
        told(await append(stores[1], id, anEnd())),
      ]
      await mustAllHear(listened, events, 'events')
    },
  },
  {
    id: 'S28/claims',
    rule: 'S28',
    title: 'tells of each claim that is held, at every connection: back end, device, page and epoch',
    requires,
    tries: ['claim'],
    async run(context) {
      const listened = await givenListeners(context)
      const { stores, id, start } = listened
      const again = { backendId: 'another "back end"\n', pageId: 'page\n😀', take: true }
      const claims = [await held(stores[0], id, claimAfter(start)), await held(stores[1], id, claimAfter(start, again))]
      await mustAllHear(listened, claims, 'claims')
    },
  },
  {
    id: 'S28/removed',
    rule: 'S28',
    title: 'tells of a session that is removed',
    requires,
    tries: ['remove'],
    async run(context) {
      const listened = await givenListeners(context)
      await listened.stores[0].remove(listened.id)
      await mustAllHear(listened, [{ removed: true }], 'a removal')
    },
  },
  {
    id: 'S28/expired',
    rule: 'S28',
    title: 'tells of a session that has expired and is removed',
    requires,
    tries: ['removeExpired'],
    async run(context) {
      const listened = await givenListeners(context)
      const ids = await context.expiryOf(listened.stores[1]).removeExpired(farFuture + 1, 10)
      mustEqual(ids, [listened.id], 'the ids of what has expired')
      await mustAllHear(listened, [{ removed: true }], 'an expiry')
    },
  },
  {
    id: 'S28/nothing-else',
    rule: 'S28',
    title: 'tells of nothing that is repeated or refused, nor of what only reads',
    requires,
    tries: ['append', 'claim', 'markRead', 'find', 'read', 'committed', 'create'],
    async run(context) {
      const listened = await givenListeners(context)
      const { id, start } = listened
      const [store] = listened.stores
      const command = ofCommand()
      const first = told(await append(store, id, command))
      await store.append(id, command)
      await store.append(id, anEvent('', { fence: { startId: 'nobody', epoch: 1 } }))
      await store.claim(id, claimAfter(start, { pageId: 'another' }))
      await store.claim(id, claimAfter(start, { after: 100 }))
      await store.claim(id, aClaim())
      await store.markRead(id, { party: aParty(), upTo: 1 })
      await create(store, start)
      await Promise.all([store.find(id), store.read(id, 0, 1_000), store.committed(id, command.commandId)])
      const last = told(await append(store, id, anEnd()))
      await store.append(id, anEvent('after the end'))
      await store.append(id, command)
      await store.remove(id)
      await mustAllHear(listened, [first, last, { removed: true }], 'these calls')
    },
  },
  {
    id: 'S28/of-the-session',
    rule: 'S28',
    title: 'tells of the session that is listened to alone, also when ids differ a little',
    requires,
    tries: ['append', 'create'],
    async run(context) {
      const store = await context.store()
      const other = await context.connect(store)
      const ids = ['Session', 'session', 'session ', 'sess', 'session:é', 'session:e\u0301', 'session\n', 'session*']
      const starts = ids.map((id) => aStart({ record: aRecord({ id }) }))
      for (const start of starts) await create(store, start)
      const ears = await Promise.all(ids.map((id) => context.listen(other, id)))
      const events = await Promise.all(ids.map((id) => append(store, id)))
      for (const [place, each] of ears.entries())
        await each.mustHear(
          events.slice(place, place + 1).map((event) => told(event)),
          `what is told of the session ${JSON.stringify(ids[place])}`,
        )
    },
  },
  {
    id: 'S28/from-ready',
    rule: 'S28',
    title: 'tells of everything that happens once `ready` is resolved, with 100 listeners at once',
    requires,
    tries: ['append'],
    atOnce: 20,
    async run(context) {
      const store = await context.store()
      const other = await context.connect(store)
      const { id } = (await startIn(store)).record
      await Promise.all(
        several(100, async () => {
          const ears = await context.listen(other, id)
          const event = told(await append(store, id))
          await ears.mustHearOf(event, 'an event that was appended once `ready` was resolved')
        }),
      )
    },
  },
  {
    id: 'S28/in-order',
    rule: 'S28',
    title: 'tells of 200 events that overlap at two connections in the order of their indexes',
    requires,
    tries: ['append'],
    atOnce: 200,
    async run(context) {
      const listened = await givenListeners(context)
      const events = await Promise.all(
        several(200, (place) => append(place % 2 ? listened.stores[1] : listened.stores[0], listened.id)),
      )
      const inOrder = [...events].sort((a, b) => a.index - b.index).map((event) => told(event))
      await mustAllHear(listened, inOrder, 'events that overlap')
    },
  },
]
