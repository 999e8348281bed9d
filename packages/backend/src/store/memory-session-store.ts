import { guards } from '@chat-transport/core'
import { checkServerOptions } from '../check-server-options.ts'
import { executionFailed, serverNotAvailable, StoreFull } from '../commands/refusal.ts'
import { MemoryBudget, type Reservation } from './memory-budget.ts'
import { MemorySession, visitorBytes } from './memory-session.ts'
import type {
  Appended,
  Claim,
  Claimed,
  EventToStore,
  JoinedEvent,
  SessionRecord,
  SessionStore,
  StoredSession,
} from './session-store.ts'
import { SessionsByUser } from './sessions-by-user.ts'
import { eventMemoryBytes } from './transcript-log.ts'

/** How much memory `memorySessionStore` may take. */
export interface MemorySessionStoreOptions {
  /**
   * How much memory all sessions may take together, in bytes. Half of it is for sessions to begin, and half for what they take
   * beyond 12.5 kB. When there is no room, the sessions that ended first are forgotten; after them, starts are refused with error
   * 100, and commands of a session that takes more of its half than it leaves to the others with error 52. Give the process twice
   * as much (`node --max-old-space-size`, in MB).
   * @default 268_435_456
   */
  readonly maxTotalBytes?: number
}

const defaults = { maxTotalBytes: 256 * 1024 * 1024 }
const optionGuards = { maxTotalBytes: guards.optional(guards.wholeNumber(1024 * 1024, Number.MAX_SAFE_INTEGER)) }

/**
 * The default store: sessions live in this process, and are lost with it. Throws a `TypeError` or `RangeError` that names a bad
 * option.
 */
export function memorySessionStore(options: MemorySessionStoreOptions = {}): SessionStore {
  checkServerOptions('memorySessionStore', options, optionGuards)
  const sessions = new MemorySessions(options.maxTotalBytes ?? defaults.maxTotalBytes)

  return {
    create: async (record, joined, claim) => sessions.create(record, joined, claim),
    find: async (sessionId) => sessions.find(sessionId)?.stored(),
    claim: async (sessionId, claim) => sessions.claim(sessionId, claim) ?? unknown,
    append: async (sessionId, event) => sessions.append(sessionId, event) ?? unknown,
    committed: async (sessionId, commandId) => sessions.find(sessionId)?.log.committed(commandId),
    read: async (sessionId, after, maxBytes) => sessions.find(sessionId)?.log.read(after, maxBytes) ?? [],
    markRead: async (sessionId, mark) => sessions.find(sessionId)?.reads.advance(mark) ?? false,
    remove: async (sessionId) => sessions.remove(sessionId),
  }
}

const unknown = { outcome: 'unknown' } as const

interface Kept {
  readonly session: MemorySession
  readonly reservation: Reservation
}

/** All sessions, within their budget. */
class MemorySessions {
  readonly #kept = new Map<string, Kept>()
  readonly #idsByStart = new Map<string, string>()
  readonly #byUser = new SessionsByUser()
  /** The ids of the ended ones; those that ended first come first. */
  readonly #ended = new Set<string>()
  readonly #budget: MemoryBudget

  constructor(maxTotalBytes: number) {
    this.#budget = new MemoryBudget(maxTotalBytes)
  }

  find(sessionId: string): MemorySession | undefined {
    return this.#kept.get(sessionId)?.session
  }

  create(record: SessionRecord, joined: JoinedEvent, claim: Claim): StoredSession {
    const known = this.#startedBefore(joined, claim)
    if (known) return known.stored()
    const session = new MemorySession(record, joined, claim)
    if (!this.#makeRoom(() => this.#budget.mayBegin(session))) throw new StoreFull()
    this.#kept.set(record.id, { session, reservation: this.#budget.add(session) })
    this.#idsByStart.set(claim.device.startId, record.id)
    if (session.userId !== undefined) this.#byUser.add(session.userId, record.id)
    return session.stored()
  }

  claim(sessionId: string, claim: Claim): Claimed | undefined {
    const kept = this.#kept.get(sessionId)
    if (!kept) return undefined
    const { session, reservation } = kept
    const { devices } = session
    const joins = session.isJoinedBy(claim)
    if (joins && !this.#makeRoom(() => this.#budget.mayGrow(reservation, devices.bytesOf(claim.device))))
      throw serverNotAvailable('it has no memory for another device of a chat session')
    const before = devices.list()
    const claimed = this.#budget.change(reservation, () => session.claim(claim))
    for (const device of before) if (!devices.has(device)) this.#idsByStart.delete(device.startId)
    if (joins) this.#idsByStart.set(claim.device.startId, sessionId)
    return claimed
  }

  append(sessionId: string, event: EventToStore): Appended | undefined {
    const kept = this.#kept.get(sessionId)
    if (!kept) return undefined
    const { session, reservation } = kept
    const settled = session.settled(event)
    if (settled) return settled
    const bytes = eventMemoryBytes(event.json, event.commandId) + visitorBytes(event.visitor)
    // The end is always kept: afterwards the session can be forgotten.
    if (!this.#makeRoom(() => this.#budget.mayGrow(reservation, bytes)) && !event.isEnd)
      throw executionFailed('the chat server has no memory left for a chat session of this size')
    if (event.isEnd) this.#end(session)
    const appended = this.#budget.change(reservation, () => session.append(event))
    if (event.visitor?.user) this.#byUser.add(event.visitor.user.id, sessionId)
    return appended
  }

  remove(sessionId: string): void {
    const kept = this.#kept.get(sessionId)
    if (!kept) return
    const { session, reservation } = kept
    this.#budget.remove(reservation)
    this.#kept.delete(sessionId)
    this.#ended.delete(sessionId)
    for (const { startId } of session.devices.list()) this.#idsByStart.delete(startId)
    this.#leaveUser(session)
  }

  #startedBefore({ visitor: { user } }: JoinedEvent, { device, join }: Claim): MemorySession | undefined {
    const ofUser = join && user && this.#byUser.newestOf(user.id)
    return this.find(this.#idsByStart.get(device.startId) ?? ofUser ?? '')
  }

  #end(session: MemorySession): void {
    this.#ended.add(session.record.id)
    this.#leaveUser(session)
  }

  #leaveUser({ userId, record }: MemorySession): void {
    if (userId !== undefined) this.#byUser.delete(userId, record.id)
  }

  /** Ended sessions give way, as many as are needed. Returns whether there is room. */
  #makeRoom(hasRoom: () => boolean): boolean {
    for (const sessionId of this.#ended) {
      if (hasRoom()) return true
      this.remove(sessionId)
    }
    return hasRoom()
  }
}
