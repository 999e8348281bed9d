import type { BackendSettings } from '../backend-options.ts'
import { LiveSession } from './live-session.ts'
import type { SessionKeeper } from './live-session.ts'
import { serverNotAvailable } from '../commands/refusal.ts'
import type { SessionRecord } from '../store/session-store.ts'

/** The sessions that are live in this process. */
export class Sessions implements SessionKeeper {
  readonly settings: BackendSettings
  readonly #onOpened: (session: LiveSession) => void
  readonly #live = new Map<string, LiveSession>()
  /** The starts that made them: what is repeated needs no room of its own. */
  readonly #starts = new Set<string>()
  #starting = 0
  #state: 'open' | 'closed' = 'open'

  constructor(settings: BackendSettings, onOpened: (session: LiveSession) => void) {
    this.settings = settings
    this.#onOpened = onOpened
  }

  /** The live session of `record`; brought to life if it is not. */
  open(record: SessionRecord): LiveSession {
    // Whoever asks has waited for the store, and meanwhile all may have been closed.
    if (this.#state === 'closed') throw serverNotAvailable('it is shutting down')
    const live = this.#live.get(record.id) ?? new LiveSession(record, this)
    this.#live.set(record.id, live)
    this.#starts.add(record.startId)
    return live
  }

  /** Opens the session that `create` makes, or finds, for the start `startId`. Without room for it nothing is made. */
  async start(startId: string, create: () => Promise<SessionRecord>): Promise<LiveSession> {
    const { maxSessions } = this.settings.limits
    if (!this.#starts.has(startId) && this.#live.size + this.#starting >= maxSessions)
      throw serverNotAvailable(`it has ${maxSessions} chat sessions, and takes no more`)
    this.#starting++
    try {
      return this.open(await create())
    } finally {
      this.#starting--
    }
  }

  find(sessionId: string): LiveSession | undefined {
    return this.#live.get(sessionId)
  }

  list(): readonly LiveSession[] {
    return [...this.#live.values()]
  }

  opened(session: LiveSession): void {
    this.#onOpened(session)
  }

  forgotten(session: LiveSession): void {
    this.#live.delete(session.id)
    this.#starts.delete(session.record.startId)
  }

  /** Lets go of every session and waits for what is being committed. */
  async close(): Promise<void> {
    const closing = this.list()
    this.#state = 'closed'
    this.#live.clear()
    this.#starts.clear()
    for (const session of closing) session.close()
    await Promise.all(closing.map((session) => session.idle()))
  }
}
