import type { StoreCase } from '../case/store-case.ts'
import { mustEqual } from '../../case/outcome.ts'
import {
  anEvent,
  aParty,
  append,
  aVisitor,
  claimAfter,
  create,
  found,
  givenSession,
  givenUser,
  joiningClaim,
  ofCommand,
  startOf,
  transcript,
} from '../case/samples.ts'
import { rulesBefore } from '../rules/store-rules.ts'

const requires = rulesBefore('S21')

/** Changes everything in a value that can be changed. What is frozen stays. */
function scribbleOn(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const name of Object.keys(value)) {
    const inner: unknown = Reflect.get(value, name)
    scribbleOn(inner)
    if (typeof inner === 'string') Reflect.set(value, name, 'scribbled')
    if (typeof inner === 'number') Reflect.set(value, name, 99)
  }
  if (!Array.isArray(value)) Reflect.set(value, 'scribble', 'scribbled')
  else if (!Object.isFrozen(value)) value.push('scribbled')
}

const copyOf = <Value>(value: Value): Value => structuredClone(value)

export const ownCopyCases: readonly StoreCase[] = [
  {
    id: 'S21/given-to-create',
    rule: 'S21',
    title: 'keeps its own of what `create` is given',
    requires,
    tries: ['create', 'find', 'read'],
    async run(context) {
      const store = await context.store()
      const start = startOf('ada')
      const given = copyOf(start)
      const session = copyOf(await create(store, given))
      scribbleOn(given)
      mustEqual(await found(store, start.record.id), session, 'the session after what was given has changed')
      const events = [{ index: 1, json: start.joined.json }]
      mustEqual(await transcript(store, start.record.id), events, 'its transcript')
    },
  },
  {
    id: 'S21/given-to-append',
    rule: 'S21',
    title: 'keeps its own of what `append` is given',
    requires,
    tries: ['append', 'find', 'read', 'committed'],
    async run(context) {
      const { store, id } = await givenSession(context)
      const event = { ...ofCommand('c'), visitor: aVisitor('ada') }
      const given = copyOf(event)
      await append(store, id, given)
      scribbleOn(given)
      mustEqual(await store.committed(id, 'c'), { index: 2, json: event.json }, 'the event after it has changed')
      mustEqual((await transcript(store, id)).at(-1)?.json, event.json, 'the event that was read')
      mustEqual((await found(store, id)).visitor, event.visitor, 'the visitor')
    },
  },
  {
    id: 'S21/given-to-claim',
    rule: 'S21',
    title: 'keeps its own of what `claim` is given',
    requires,
    tries: ['claim', 'find'],
    async run(context) {
      const { store, id, userId, start } = await givenUser(context)
      const claim = joiningClaim(userId)
      const given = copyOf(claim)
      await store.claim(id, given)
      scribbleOn(given)
      mustEqual((await found(store, id)).devices, [start.claim.device, claim.device], 'the devices')
    },
  },
  {
    id: 'S21/given-to-mark-read',
    rule: 'S21',
    title: 'keeps its own of what `markRead` is given',
    requires,
    tries: ['markRead', 'find'],
    async run(context) {
      const { store, id } = await givenSession(context)
      const mark = { party: { ...aParty(), extra: { seat: { row: 1 } } }, upTo: 1 }
      const given = copyOf(mark)
      await store.markRead(id, given)
      scribbleOn(given)
      mustEqual((await found(store, id)).reads, [mark], 'the read marks')
    },
  },
  {
    id: 'S21/answered-sessions',
    rule: 'S21',
    title: 'gives no way into the session with what `create`, `find` and `claim` answer',
    requires,
    tries: ['create', 'find', 'claim'],
    async run(context) {
      const store = await context.store()
      const start = startOf('ada')
      const id = start.record.id
      const made = await create(store, start)
      await store.markRead(id, { party: aParty(), upTo: 1 })
      const before = copyOf(await found(store, id))
      const claimed = await store.claim(id, claimAfter(start))
      for (const answer of [made, await found(store, id), 'session' in claimed && claimed.session]) scribbleOn(answer)
      mustEqual(await found(store, id), before, 'the session after what was answered has changed')
      mustEqual((await store.claim(id, claimAfter(start))).outcome, 'held', 'the outcome for its page')
    },
  },
  {
    id: 'S21/answered-events',
    rule: 'S21',
    title: 'gives no way into the transcript with what `append`, `read` and `committed` answer',
    requires,
    tries: ['append', 'read', 'committed'],
    async run(context) {
      const { store, id } = await givenSession(context)
      const event = ofCommand('c')
      scribbleOn(await store.append(id, event))
      scribbleOn(await store.append(id, event))
      await append(store, id, anEvent('next'))
      const before = copyOf(await transcript(store, id))
      scribbleOn(await transcript(store, id))
      scribbleOn(await store.committed(id, 'c'))
      mustEqual(await transcript(store, id), before, 'the transcript after what was answered has changed')
      mustEqual(await store.committed(id, 'c'), { index: 2, json: event.json }, 'the event that `committed` finds')
    },
  },
]
