import { BackendSession } from '../application/backend-session.ts'
import { serverNotAvailable } from '../commands/refusal.ts'
import type { SessionRecord } from '../store/session-store.ts'
import type { BackendSettings } from './backend-settings.ts'
import { LiveSession } from './live-session.ts'
import { runCommand } from './run-command.ts'

/** A live session, and the object by which application code uses it. */
export interface KnownSession {
  readonly live: LiveSession
  readonly session: BackendSession
}

/** The sessions that are live in this process. */
export class Sessions {
  readonly #settings: BackendSettings
  readonly #onConfirmed: (session: BackendSession) => void
  readonly #known = new Map<string, KnownSession>()
  /** By the start that made them. */
  readonly #byStart = new Map<string, LiveSession>()
  #starting = 0
  #state: 'open' | 'closed' = 'open'

  constructor(settings: BackendSettings, onConfirmed: (session: BackendSession) => void) {
    this.#settings = settings
    this.#onConfirmed = onConfirmed
  }

  /** The live session of `record`. Makes one if there is none. */
  open(record: SessionRecord): LiveSession {
    // The caller has waited for the store, and meanwhile the back end may have been closed.
    if (this.#state === 'closed') throw serverNotAvailable('it is shutting down')
    const known = this.#known.get(record.id) ?? this.#make(record)
    this.#known.set(record.id, known)
    this.#byStart.set(record.startId, known.live)
    return known.live
  }

  /** Runs `create` for the start `startId`. Throws error 100 if there is no room for another session. */
  async withRoom<Result>(startId: string, create: () => Promise<Result>): Promise<Result> {
    const { maxSessions } = this.#settings.limits
    if (!this.#byStart.has(startId) && this.#known.size + this.#starting >= maxSessions)
      throw serverNotAvailable(`it has ${maxSessions} chat sessions, and takes no more`)
    this.#starting++
    try {
      return await create()
    } finally {
      this.#starting--
    }
  }

  startedBy(startId: string): LiveSession | undefined {
    return this.#byStart.get(startId)
  }

  find(sessionId: string): KnownSession | undefined {
    return this.#known.get(sessionId)
  }

  list(): readonly KnownSession[] {
    return [...this.#known.values()]
  }

  /** Lets go of every session, and waits for commits under way. */
  async close(): Promise<void> {
    const closing = this.list()
    this.#state = 'closed'
    this.#known.clear()
    this.#byStart.clear()
    for (const { live } of closing) live.close()
    await Promise.all(closing.map(({ live }) => live.idle()))
  }

  #make(record: SessionRecord): KnownSession {
    const settings = this.#settings
    const live: LiveSession = new LiveSession(record, settings, {
      runCommand: (input) => runCommand({ core: live, session, settings, log: live.log }, input),
      confirmed: () => this.#onConfirmed(session),
      removed: () => this.#forget(record),
    })
    const session: BackendSession = new BackendSession(live)
    return { live, session }
  }

  #forget({ id, startId }: SessionRecord): void {
    this.#known.delete(id)
    this.#byStart.delete(startId)
  }
}
