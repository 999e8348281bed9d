import { must, mustEqual } from '../../case/outcome.ts'
import {
  aClaim,
  aParty,
  aRecord,
  aStart,
  anEvent,
  append,
  create,
  found,
  givenSession,
  transcript,
  without,
} from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'

export const sessionCases: readonly StoreCase[] = [
  {
    id: 'S1/made',
    rule: 'S1',
    title: 'makes a session as it was given, and answers with it',
    requires: [],
    tries: ['create'],
    async run(context) {
      const start = aStart()
      const session = await create(await context.store(), start)
      const { record, joined, claim } = start
      const expected = { record, visitor: joined.visitor, devices: [claim.device], first: 1, head: 1, reads: [] }
      mustEqual(session, expected, 'the session that `create` has made')
    },
  },
  {
    id: 'S1/found',
    rule: 'S1',
    title: 'finds the session by its id, as it was made',
    requires: [],
    tries: ['create', 'find'],
    async run(context) {
      const store = await context.store()
      const start = aStart()
      const made = await create(store, start)
      mustEqual(await found(store, start.record.id), made, 'the session that `find` gives')
    },
  },
  {
    id: 'S1/without-subject',
    rule: 'S1',
    title: 'makes a session without a subject without one',
    requires: [],
    tries: ['create', 'find'],
    async run(context) {
      const record = without(aRecord(), 'subject')
      const { store, id } = await givenSession(context, { record })
      const session = await found(store, id)
      mustEqual(session.record, record, 'the record')
      must(session.record.subject === undefined, 'a subject has come into a session that has none')
    },
  },
  {
    id: 'S1/joined',
    rule: 'S1',
    title: 'begins the transcript with the event that `create` is given',
    requires: [],
    tries: ['create', 'read'],
    async run(context) {
      const { store, id, start } = await givenSession(context)
      mustEqual(await transcript(store, id), [{ index: 1, json: start.joined.json }], 'the transcript')
    },
  },
  {
    id: 'S1/unknown',
    rule: 'S1',
    title: 'knows nothing of a session that was never made',
    requires: [],
    tries: ['find', 'claim', 'append', 'committed', 'read', 'markRead'],
    async run(context) {
      const { store } = await givenSession(context)
      const nobody = aRecord().id
      mustEqual(await store.find(nobody), undefined, '`find` of a session that was never made')
      mustEqual(await store.claim(nobody, aClaim()), { outcome: 'unknown' }, '`claim` of it')
      mustEqual(await store.append(nobody, anEvent()), { outcome: 'unknown' }, '`append` to it')
      mustEqual(await store.committed(nobody, 'command'), undefined, '`committed` of it')
      mustEqual(await store.read(nobody, 0, 1_000), [], '`read` of it')
      mustEqual(await store.markRead(nobody, { party: aParty(), upTo: 1 }), false, '`markRead` of it')
    },
  },
  {
    id: 'S1/apart',
    rule: 'S1',
    title: 'keeps sessions apart',
    requires: [],
    tries: ['create', 'find', 'append'],
    async run(context) {
      const { store, id, start } = await givenSession(context)
      const other = aStart()
      const made = await create(store, other)
      await append(store, id)
      mustEqual(await found(store, other.record.id), made, 'a session after an event of another')
      mustEqual((await found(store, id)).record, start.record, 'the record of the other')
    },
  },
]
