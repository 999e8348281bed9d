import { must, mustEqual } from '../../case/outcome.ts'
import {
  aClaim,
  anEvent,
  aParty,
  aStart,
  aUserId,
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
  underWay,
  type Start,
} from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'
import { rulesBefore } from '../rules/store-rules.ts'
import type { SessionStore } from '@chat-transport/backend'

const requires = rulesBefore('S22')

/** All that a session is called with in a short time. Returns the events that it must then have. */
async function talkIn(store: SessionStore, { record: { id }, joined }: Start, userId: string) {
  const [command, party] = [ofCommand(), aParty()]
  const events = [...several(5, () => anEvent()), command]
  const joins = several(3, () => joiningClaim(userId))
  await Promise.all([
    ...events.map((event) => store.append(id, event)),
    store.append(id, command),
    ...joins.map((claim) => store.claim(id, claim)),
    ...[3, 1, 2].map((upTo) => store.markRead(id, { party, upTo })),
    store.find(id),
    transcript(store, id),
  ])
  return { id, texts: [joined.json, ...events.map(({ json }) => json)], joins, mark: { party, upTo: 3 } }
}

export const overlapCases: readonly StoreCase[] = [
  {
    id: 'S22/takes',
    rule: 'S22',
    title: 'gives a session that 100 pages take at the same time to each of them, and in the end to one',
    requires,
    tries: ['claim'],
    atOnce: 100,
    async run(context) {
      const { store, id, start } = await givenSession(context)
      const pages = several(100, (place) => `page-${place}`)
      const claim = (take: boolean) => (pageId: string) => store.claim(id, claimAfter(start, { pageId, take }))
      const takes = await Promise.all(pages.map(claim(true)))
      for (const { outcome } of takes) mustEqual(outcome, 'held', 'the outcome for each page that takes the session')
      const after = await Promise.all(pages.map(claim(false)))
      mustEqual(after.filter(({ outcome }) => outcome === 'held').length, 1, 'how many pages hold the session then')
    },
  },
  {
    id: 'S22/everything',
    rule: 'S22',
    title: 'carries out hundreds of calls of all kinds, in 30 sessions, and loses and doubles nothing',
    requires,
    tries: ['create', 'append', 'claim', 'markRead', 'find', 'read'],
    atOnce: 400,
    async run(context) {
      const store = await context.store()
      const userIds = several(30, () => aUserId())
      const starts = userIds.map((userId) => startOf(userId))
      await Promise.all(starts.map((start) => create(store, start)))
      const talks = await Promise.all(starts.map((start, place) => talkIn(store, start, userIds[place] ?? '')))
      for (const { id, texts, joins, mark } of talks) {
        const events = await transcript(store, id)
        mustEqual(indexesOf(events), numbers(1, texts.length), 'the indexes of a transcript')
        mustEqual(events.map(({ json }) => json).sort(), [...texts].sort(), 'the events of a transcript')
        const { devices, reads } = await found(store, id)
        const known = devices.map(({ startId }) => startId)
        must(
          joins.every(({ device }) => known.includes(device.startId)),
          'a device that has joined is not known',
        )
        mustEqual([devices.length, reads], [4, [mark]], 'how many devices it has, and its read marks')
      }
    },
  },
  {
    id: 'S22/removal',
    rule: 'S22',
    title: 'leaves nothing of a session that is removed while hundreds of calls are under way',
    requires,
    tries: ['remove', 'append', 'claim', 'create'],
    atOnce: 200,
    async run(context) {
      const { store, id, start, userId } = await givenUser(context)
      const claims = several(100, () => joiningClaim(userId, { join: { maxDevices: 1_000 } }))
      const appends = underWay(several(100, () => store.append(id, ofCommand())))
      const [first, last] = [claims.slice(0, 50), claims.slice(50)]
      const joining = underWay(first.map((claim) => store.claim(id, claim)))
      const removal = underWay([store.remove(id)])
      const late = underWay(last.map((claim) => store.claim(id, claim)))
      for (const { outcome } of await appends) mustBeIn(['appended', 'unknown'], outcome)
      for (const { outcome } of [...(await joining), ...(await late)]) mustBeIn(['held', 'unknown'], outcome)
      await removal
      mustEqual(await store.find(id), undefined, 'the session that was removed')
      mustEqual(await transcript(store, id), [], 'its transcript')
      const ofDevices = [start.claim, ...claims].map(({ device }) => aStart({ claim: aClaim({ device }) }))
      const made = await Promise.all(ofDevices.map((each) => create(store, each)))
      const ids = ofDevices.map(({ record }) => record.id)
      mustEqual(
        made.map(({ record }) => record.id),
        ids,
        'the sessions that the starts of its devices make',
      )
    },
  },
  {
    id: 'S22/becoming-known',
    rule: 'S22',
    title: 'makes one session at most for the starts of a user who becomes known in another at the same time',
    requires,
    tries: ['create', 'append'],
    atOnce: 101,
    async run(context) {
      const { store, id } = await givenSession(context)
      const userId = aUserId()
      const starting = (count: number) => underWay(several(count, () => create(store, startOf(userId))))
      const [before, known, after] = [
        starting(50),
        store.append(id, anEvent('', { visitor: aVisitor(userId) })),
        starting(50),
      ]
      mustEqual((await known).outcome, 'appended', 'the outcome of the event that tells of the user')
      const sessions = [...(await before), ...(await after)]
      const others = new Set(sessions.map(({ record }) => record.id).filter((each) => each !== id))
      must(others.size <= 1, `the starts of one user have made ${others.size} sessions`)
      for (const { visitor } of sessions) mustEqual(visitor.user?.id, userId, 'the user of each session')
    },
  },
  {
    id: 'S22/expiring-and-coming-back',
    rule: 'S22',
    title: 'removes no expired session that a page has been given, and gives none that it has removed',
    requires,
    tries: ['removeExpired', 'claim'],
    atOnce: 100,
    async run(context) {
      const store = await context.store()
      const expiry = context.expiryOf(store)
      const starts = await Promise.all(several(100, () => startIn(store)))
      const later = farFuture + 1_000_000
      const claimOf = (start: Start) => store.claim(start.record.id, claimAfter(start, { expiresAt: later }))
      const claiming = underWay(starts.map(claimOf))
      const removed = (await Promise.all(several(10, () => expiry.removeExpired(farFuture + 1_000, 10)))).flat()
      const outcomes = (await claiming).map(({ outcome }) => outcome)
      for (const [place, { record }] of starts.entries()) {
        const isThere = (await store.find(record.id)) !== undefined
        mustBeIn(['held', 'unknown'], outcomes[place])
        if (outcomes[place] === 'held') must(isThere, 'a session that a page was given is gone')
        mustEqual(isThere, !removed.includes(record.id), 'whether a session is there that was not removed')
      }
    },
  },
]

function mustBeIn(expected: readonly string[], outcome: string | undefined): void {
  must(outcome !== undefined && expected.includes(outcome), `expected ${expected.join(' or ')}, got ${outcome}`)
}
