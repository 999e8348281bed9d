import type { ReadMark } from '@chat-transport/core'
import type {
  Appended,
  Claim,
  Claimed,
  EventToStore,
  JoinedEvent,
  SessionRecord,
  StoredEvent,
  StoredSession,
} from '@chat-transport/backend'
import type { Connection } from './database/connection.ts'
import { DeviceRows } from './rows/device-rows.ts'
import { encoded } from './rows/encoded.ts'
import { EventRows } from './rows/event-rows.ts'
import { ReadMarkRows } from './rows/read-mark-rows.ts'
import { SessionRows, type SessionRow } from './rows/session-rows.ts'

interface Tables {
  readonly sessions: SessionRows
  readonly events: EventRows
  readonly devices: DeviceRows
  readonly reads: ReadMarkRows
}

/** The sessions of a file. Each function is to be called within a transaction, and takes effect with it. */
export class SqliteSessions {
  readonly #tables: Tables

  static async over(connection: Connection): Promise<SqliteSessions> {
    return new SqliteSessions({
      sessions: await SessionRows.over(connection),
      events: await EventRows.over(connection),
      devices: await DeviceRows.over(connection),
      reads: await ReadMarkRows.over(connection),
    })
  }

  private constructor(tables: Tables) {
    this.#tables = tables
  }

  create(record: SessionRecord, joined: JoinedEvent, claim: Claim): StoredSession {
    const { sessions, devices } = this.#tables
    const known = this.#startedBefore(joined, claim)
    if (known) return this.#stored(known)
    const session = sessions.create(record, joined.visitor, claim.expiresAt)
    this.#append(session, joined)
    devices.add(session, claim.device)
    this.claim(record.id, claim)
    return this.#stored(this.#must(record.id))
  }

  find(sessionId: string): StoredSession | undefined {
    const session = this.#tables.sessions.find(sessionId)
    return session && this.#stored(session)
  }

  claim(sessionId: string, claim: Claim): Claimed {
    const session = this.#tables.sessions.find(sessionId)
    if (!session) return { outcome: 'unknown' }
    const isKnown = this.#tables.devices.has(session, claim.device)
    if (!isKnown && !mayJoin(session, claim)) return { outcome: 'forgotten' }
    if (isOfAnother(session, claim.userId)) return { outcome: 'other-user' }
    if (claim.after > session.head) return this.#answer('ahead', session, claim)
    const holds = isKnown ? this.#tables.devices.hold(session, claim) : this.#join(session, claim)
    if (holds) this.#tables.sessions.renew([sessionId], claim.expiresAt)
    return this.#answer(holds ? 'held' : 'taken', session, claim)
  }

  append(sessionId: string, event: EventToStore): Appended {
    const { sessions } = this.#tables
    const { visitor } = event
    const session = sessions.find(sessionId)
    if (!session) return { outcome: 'unknown' }
    const settled = this.#settled(session, event)
    if (settled) return settled
    if (visitor) sessions.changeVisitor(session, visitor)
    if (event.isEnd) sessions.end(session, event.expiresAt)
    return { outcome: 'appended', event: this.#append(session, event) }
  }

  committed(sessionId: string, commandId: string): StoredEvent | undefined {
    const session = this.#tables.sessions.find(sessionId)
    return session && this.#tables.events.committed(session, commandId)
  }

  read(sessionId: string, after: number, maxBytes: number): readonly StoredEvent[] {
    const session = this.#tables.sessions.find(sessionId)
    return session ? this.#tables.events.read(session, after, maxBytes) : []
  }

  markRead(sessionId: string, mark: ReadMark): boolean {
    const session = this.#tables.sessions.find(sessionId)
    return session !== undefined && this.#tables.reads.advance(session, mark)
  }

  remove(sessionId: string): void {
    const session = this.#tables.sessions.find(sessionId)
    if (session) this.#tables.sessions.remove(session)
  }

  renew(sessionIds: readonly string[], expiresAt: number): readonly string[] {
    return this.#tables.sessions.renew(sessionIds, expiresAt)
  }

  removeExpired(now: number, limit: number): readonly string[] {
    const { sessions } = this.#tables
    const removed: string[] = []
    while (removed.length < limit) {
      const expired = sessions.firstExpired(now)
      if (!expired) break
      sessions.remove(expired)
      removed.push(expired.id)
    }
    return removed
  }

  /** What becomes of the event without anything being kept; `undefined`: it may be. */
  #settled(session: SessionRow, { commandId, fence, visitor }: EventToStore): Appended | undefined {
    const { devices, events } = this.#tables
    const earlier = commandId === undefined ? undefined : events.committed(session, commandId)
    if (earlier) return { outcome: 'repeated', event: earlier }
    if (session.ended) return { outcome: 'ended', head: session.head }
    if (fence && devices.epochOf(session, fence) !== fence.epoch) return { outcome: 'fenced' }
    return visitor && isOfAnother(session, visitor.user?.id) ? { outcome: 'other-user' } : undefined
  }

  #startedBefore({ visitor: { user } }: JoinedEvent, { device, join }: Claim): SessionRow | undefined {
    const { sessions, devices } = this.#tables
    return sessions.findByKey(devices.sessionOf(device)) ?? (join && user && sessions.newestOf(user.id))
  }

  #join(session: SessionRow, claim: Claim): boolean {
    const { devices } = this.#tables
    devices.add(session, claim.device)
    const holds = devices.hold(session, claim)
    if (claim.join) devices.forgetBeyond(session, claim.join.maxDevices)
    return holds
  }

  #answer(outcome: 'held' | 'taken' | 'ahead', session: SessionRow, { device }: Claim): Claimed {
    return { outcome, session: this.#stored(session), epoch: this.#tables.devices.epochOf(session, device) ?? 0 }
  }

  #append(session: SessionRow, event: EventToStore): StoredEvent {
    const window = this.#tables.events.append(session, event)
    this.#tables.sessions.saveWindow(session, window)
    return { index: window.head, json: event.json }
  }

  #stored(session: SessionRow): StoredSession {
    const { sessions, devices, reads } = this.#tables
    const { first, head } = session
    return { ...sessions.detailsOf(session), devices: devices.list(session), first, head, reads: reads.list(session) }
  }

  #must(sessionId: string): SessionRow {
    const session = this.#tables.sessions.find(sessionId)
    if (!session) throw new Error('a session that was just made is not there')
    return session
  }
}

const isOfAnother = ({ userId }: SessionRow, other: string | undefined): boolean =>
  userId !== null && (other === undefined || userId !== encoded(other))

/** Whether a claim may add its device. */
const mayJoin = (session: SessionRow, { join, userId }: Claim): boolean =>
  join !== undefined && userId !== undefined && session.userId === encoded(userId) && !session.ended
