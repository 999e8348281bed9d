import type {
  Claim,
  Claimed,
  Device,
  EventToStore,
  JoinedEvent,
  SessionRecord,
  SessionStore,
  StoredEvent,
  StoredSession,
  StoredVisitor,
} from '@chat-transport/backend'
import type { Party } from '@chat-transport/core'
import { must, mustEqual } from '../../case/outcome.ts'
import type { StoreCaseContext } from './store-case.ts'

/** A start: what `create` is given. */
export interface Start {
  readonly record: SessionRecord
  readonly joined: JoinedEvent
  readonly claim: Claim
}

/** An unused name: 32 hexadecimal digits. */
const randomName = () => crypto.randomUUID().replaceAll('-', '')

/** A time that no store takes for past, whatever its own clock says. */
export const farFuture = Date.UTC(2100, 0)

/** Room for everything. */
export const allBytes = 100_000_000

export const aParty = (name = 'Ada'): Party => ({ id: `party-${randomName()}`, name, type: 'client' })
export const aDevice = (): Device => ({ startId: `start-${randomName()}`, secretHash: randomName() + randomName() })
export const aUserId = (): string => `user-${randomName()}`

/** A visitor, and the user that they are, if one is named. */
export const aVisitor = (userId?: string, name = 'Ada'): StoredVisitor => ({
  party: aParty(name),
  ...(userId !== undefined && { user: { id: userId, json: JSON.stringify({ id: userId, name }) } }),
})

export const aRecord = (changes: Partial<SessionRecord> = {}): SessionRecord => ({
  id: `session-${randomName()}`,
  subject: 'Delivery',
  userData: '{"plan":"pro"}',
  startedAt: 1_700_000_000_000,
  maxTranscriptEvents: 10_000,
  maxTranscriptBytes: allBytes,
  ...changes,
})

export const aClaim = (changes: Partial<Claim> = {}): Claim => ({
  backendId: `back-end-${randomName()}`,
  device: aDevice(),
  pageId: `page-${randomName()}`,
  attachId: `attach-${randomName()}`,
  take: true,
  after: 0,
  expiresAt: farFuture,
  ...changes,
})

export const anEvent = (text = randomName(), changes: Partial<EventToStore> = {}): EventToStore => ({
  json: JSON.stringify({ type: 'EventMessage', content: { type: 'text', text }, at: 1_700_000_000_001 }),
  isEnd: false,
  ...changes,
})

/** An event of a command. */
export const ofCommand = (commandId: string = `command-${randomName()}`): EventToStore & { commandId: string } => ({
  ...anEvent(`of ${commandId}`),
  commandId,
})

export const anEnd = (changes: Partial<EventToStore> = {}): EventToStore => ({
  json: '{"type":"EventSessionEnded","reason":"left","at":1700000000002}',
  isEnd: true,
  expiresAt: farFuture,
  ...changes,
})

/** An event of so many bytes of JSON in UTF-8, 150 at least, most of them in characters of two. */
export function eventOfSize(bytes: number): EventToStore {
  const name = randomName()
  const missing = bytes - anEvent(name).json.length
  return anEvent(name + 'é'.repeat(Math.floor(missing / 2)) + 'x'.repeat(missing % 2))
}

export const aStart = (changes: Partial<Start> & { readonly visitor?: StoredVisitor } = {}): Start => ({
  record: aRecord(),
  joined: { json: `{"type":"EventParticipantJoined","at":1}`, isEnd: false, visitor: changes.visitor ?? aVisitor() },
  claim: aClaim(),
  ...changes,
})

export const create = (store: SessionStore, { record, joined, claim }: Start): Promise<StoredSession> =>
  store.create(record, joined, claim)

/** A later claim by the page that has started the session, which takes nothing, unless it is changed. */
export const claimAfter = ({ claim }: Start, changes: Partial<Claim> = {}): Claim => ({
  ...claim,
  attachId: `attach-${randomName()}`,
  take: false,
  ...changes,
})

/** A claim of a further device of the user. */
export const joiningClaim = (userId: string, changes: Partial<Claim> = {}): Claim =>
  aClaim({ userId, join: { maxDevices: 10 }, ...changes })

/** The same object without one of its fields. */
export const without = <Value extends object, Name extends keyof Value>(value: Value, name: Name): Omit<Value, Name> =>
  Object.fromEntries(Object.entries(value).filter(([each]) => each !== name)) as unknown as Omit<Value, Name>

/** A session that has just been started, in a store of its own. */
export interface GivenSession {
  readonly store: SessionStore
  readonly start: Start
  readonly id: string
}

export async function givenSession(
  context: StoreCaseContext,
  changes: Parameters<typeof aStart>[0] = {},
): Promise<GivenSession> {
  const store = await context.store()
  const start = await startIn(store, changes)
  return { store, start, id: start.record.id }
}

/** Starts a session of this user, in a store of its own. */
export async function givenUser(
  context: StoreCaseContext,
  changes: Parameters<typeof aStart>[0] = {},
): Promise<GivenSession & { userId: string }> {
  const userId = aUserId()
  return { ...(await givenSession(context, startOf(userId, changes))), userId }
}

/** A start of this user, who has other devices, perhaps. */
export const startOf = (userId: string, changes: Parameters<typeof aStart>[0] = {}): Start =>
  aStart({ visitor: aVisitor(userId), claim: joiningClaim(userId), ...changes })

export async function startIn(store: SessionStore, changes: Parameters<typeof aStart>[0] = {}): Promise<Start> {
  const start = aStart(changes)
  await create(store, start)
  return start
}

/** Appends an event, which must be new. */
export async function append(store: SessionStore, id: string, event: EventToStore = anEvent()): Promise<StoredEvent> {
  const appended = await store.append(id, event)
  must(appended.outcome === 'appended', `an append of a new event was answered with ${appended.outcome}`)
  return appended.event
}

/** Appends so many events, one after another. */
export async function appendMany(store: SessionStore, id: string, events: readonly EventToStore[]): Promise<void> {
  for (const event of events) await append(store, id, event)
}

/** The session, which must be there. */
export async function found(store: SessionStore, id: string): Promise<StoredSession> {
  const session = await store.find(id)
  must(session, 'the session is not found')
  return session
}

/** The whole transcript, as far as it is kept, in as many parts as the store makes of it. */
export async function transcript(store: SessionStore, id: string): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = []
  for (let after = 0; ;) {
    const part = await store.read(id, after, allBytes)
    const last = part.at(-1)?.index ?? 0
    if (last <= after) return events
    events.push(...part)
    after = last
  }
}

export const indexesOf = (events: readonly StoredEvent[]): readonly number[] => events.map(({ index }) => index)

/** `from`, and as many numbers more. */
export const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, place) => from + place)

/** So many of them, made anew each time. */
export const several = <Value>(count: number, make: (place: number) => Value): Value[] =>
  Array.from({ length: count }, (_, place) => make(place))

/** All of these calls, which the case awaits later: if it fails before that, nobody misses their rejection. */
export function underWay<Value>(calls: readonly Promise<Value>[]): Promise<Value[]> {
  const all = Promise.all(calls)
  all.catch(() => undefined)
  return all
}

/** The answer to a claim, whatever the epoch in it. */
export function mustBeAnswered(claimed: Claimed, expected: object, what: string): void {
  mustEqual('epoch' in claimed ? without(claimed, 'epoch') : claimed, expected, what)
}

/** Neither the session nor its transcript may be changed by `run`. */
export async function mustChangeNothing({ store, id }: GivenSession, what: string, run: () => Promise<unknown>) {
  const before = { session: await found(store, id), events: await transcript(store, id) }
  await run()
  const after = { session: await found(store, id), events: await transcript(store, id) }
  mustEqual(after, before, `the session after ${what}`)
}
