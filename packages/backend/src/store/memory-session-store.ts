import { checkOptions, guards } from '@chat-transport/core'
import { executionFailed, StoreFull } from '../commands/refusal.ts'
import { MemoryBudget } from './memory-budget.ts'
import { MemorySession } from './memory-session.ts'
import type { Appended, Claim, EventToStore, SessionRecord, SessionStore, StoredSession } from './session-store.ts'
import { eventMemoryBytes } from './transcript-log.ts'

export interface MemorySessionStoreOptions {
  /**
   * How much memory all sessions may take together, in bytes. Half of it is for sessions to begin, and half for what they take
   * beyond 10 kB. When there is no room, the sessions that ended first are forgotten; after them, starts are refused with error
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
  checkOptions('memorySessionStore', options, optionGuards)
  const sessions = new MemorySessions(options.maxTotalBytes ?? defaults.maxTotalBytes)

  return {
    create: async (record, joined, claim) => sessions.create(record, joined, claim),
    find: async (sessionId) => sessions.find(sessionId)?.stored(),
    claim: async (sessionId, claim) => sessions.change(sessionId, (session) => session.claim(claim)) ?? unknown,
    append: async (sessionId, event) => sessions.append(sessionId, event) ?? unknown,
    committed: async (sessionId, commandId) => sessions.find(sessionId)?.log.committed(commandId),
    read: async (sessionId, after, maxBytes) => sessions.find(sessionId)?.log.read(after, maxBytes) ?? [],
    markRead: async (sessionId, mark) => sessions.find(sessionId)?.reads.advance(mark) ?? false,
    remove: async (sessionId) => sessions.remove(sessionId),
  }
}

const unknown = { outcome: 'unknown' } as const

/** All sessions, within their budget. */
class MemorySessions {
  readonly #sessions = new Map<string, MemorySession>()
  readonly #idsByStart = new Map<string, string>()
  /** The ids of the ended ones; those that ended first come first. */
  readonly #ended = new Set<string>()
  readonly #budget: MemoryBudget

  constructor(maxTotalBytes: number) {
    this.#budget = new MemoryBudget(maxTotalBytes)
  }

  find(sessionId: string): MemorySession | undefined {
    return this.#sessions.get(sessionId)
  }

  create(record: SessionRecord, joined: EventToStore, claim: Claim): StoredSession {
    const known = this.#sessions.get(this.#idsByStart.get(record.startId) ?? '')
    if (known) return known.stored()
    const session = new MemorySession(record, joined)
    session.claim(claim)
    if (!this.#makeRoom(() => this.#budget.mayBegin(session))) throw new StoreFull()
    this.#budget.add(session)
    this.#sessions.set(record.id, session)
    this.#idsByStart.set(record.startId, record.id)
    return session.stored()
  }

  append(sessionId: string, event: EventToStore): Appended | undefined {
    const session = this.#sessions.get(sessionId)
    const settled = session?.settled(event)
    if (!session || settled) return settled
    const bytes = eventMemoryBytes(event)
    // The end is always kept: afterwards the session can be forgotten.
    if (!this.#makeRoom(() => this.#budget.mayGrow(session, bytes)) && !event.isEnd)
      throw executionFailed('the chat server has no memory left for a chat session of this size')
    if (event.isEnd) this.#ended.add(sessionId)
    return this.#budget.change(session, () => session.append(event))
  }

  change<Result>(sessionId: string, change: (session: MemorySession) => Result): Result | undefined {
    const session = this.#sessions.get(sessionId)
    return session && this.#budget.change(session, () => change(session))
  }

  remove(sessionId: string): void {
    const session = this.#sessions.get(sessionId)
    if (!session) return
    this.#budget.remove(session)
    this.#sessions.delete(sessionId)
    this.#ended.delete(sessionId)
    this.#idsByStart.delete(session.record.startId)
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
