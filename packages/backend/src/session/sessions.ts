import { BackendSession } from '../application/backend-session.ts'
import { serverNotAvailable } from '../commands/refusal.ts'
import { sessionBytes } from '../store/session-bytes.ts'
import type { StoredSession } from '../store/session-store.ts'
import type { BackendSettings } from './backend-settings.ts'
import { heapBytes } from './heap-bytes.ts'
import { LiveSession } from './live-session.ts'
import { Places } from './places.ts'
import type { Place } from './places.ts'
import { runCommand } from './run-command.ts'

/** A live session, and the object by which application code uses it. */
export interface KnownSession {
  readonly live: LiveSession
  readonly session: BackendSession
}

/** Asks for the place of a new session. */
export type PlaceRequest = Pick<Place, 'address'>

/** About how much memory a session takes in which nothing has happened yet. */
export const startBytes = (...parts: readonly unknown[]): number => sessionBytes + heapBytes(parts)

/** The sessions that are live in this process. */
export class Sessions {
  readonly #settings: BackendSettings
  readonly #onConfirmed: (session: BackendSession) => void
  readonly #known = new Map<string, KnownSession>()
  /** By the starts that lead to them. */
  readonly #byStart = new Map<string, LiveSession>()
  readonly places: Places
  #starting = 0
  #state: 'open' | 'closed' = 'open'

  constructor(settings: BackendSettings, onConfirmed: (session: BackendSession) => void) {
    this.#settings = settings
    this.#onConfirmed = onConfirmed
    this.places = new Places(settings.clock, settings.limits)
  }

  /** The live session that is in the store. Makes one if there is none. */
  open(stored: StoredSession, request?: PlaceRequest): LiveSession {
    // The caller has waited for the store, and meanwhile the back end may have been closed.
    if (this.#state === 'closed') throw serverNotAvailable('it is shutting down')
    const { record } = stored
    const known = this.#known.get(record.id) ?? this.#make(stored, request)
    this.#known.set(record.id, known)
    for (const { startId } of known.live.devices) this.#byStart.set(startId, known.live)
    return known.live
  }

  /** Runs `create` for a start. Throws error 100 if there is no room for another session. */
  async withRoom<Result>(request: PlaceRequest, create: () => Promise<Result>): Promise<Result> {
    const { maxSessions } = this.#settings.limits
    this.#starting++
    try {
      if (request.address) await this.places.requireRoomFor(request.address)
      if (this.#known.size + this.#starting > maxSessions && !(await this.places.makeRoomFor(request)))
        throw serverNotAvailable(`it has ${maxSessions} chat sessions, and takes no more`)
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

  attachedIds(): readonly string[] {
    return this.list().flatMap(({ live }) => (live.attachedHere ? [live.id] : []))
  }

  /** Lets go of every session, and waits for commits under way. */
  async close(): Promise<void> {
    const closing = this.list()
    this.#state = 'closed'
    this.#known.clear()
    this.#byStart.clear()
    await Promise.all(closing.map(({ live }) => live.drafts.close()))
    for (const { live } of closing) live.departure.close()
    await Promise.all(closing.map(({ live }) => live.idle()))
  }

  #make(stored: StoredSession, request: PlaceRequest | undefined): KnownSession {
    const settings = this.#settings
    const { devices, head, record, visitor } = stored
    // A session in which nothing has happened yet: nobody needs it but the page that starts it.
    const isNew = request !== undefined && head <= 1
    const place = { address: request?.address, giveWay: () => live.departure.giveWay() }
    const live: LiveSession = new LiveSession(stored, settings, {
      origin: isNew ? 'starting' : 'found',
      runCommand: (input, from) => runCommand({ core: live, session, settings, log: live.log, from }, input),
      confirmed: () => {
        this.places.confirmed(place)
        this.#onConfirmed(session)
      },
      ended: (transcriptBytes) => this.places.ended(place, transcriptBytes),
      attachedElsewhere: () => this.places.confirmed(place),
      removed: () => {
        this.places.freed(place)
        this.#forget(live)
        settings.files.removed(record.id)
      },
      moved: () => {
        this.places.freed(place)
        this.#forget(live)
      },
      joined: (startId) => this.#byStart.set(startId, live),
      forgotten: (startId) => this.#byStart.delete(startId),
    })
    const session: BackendSession = new BackendSession(live)
    this.places.taken(place)
    if (isNew) this.places.unconfirmed(place, startBytes(record, visitor, devices))
    return { live, session }
  }

  #forget({ devices, id }: LiveSession): void {
    this.#known.delete(id)
    for (const { startId } of devices) this.#byStart.delete(startId)
  }
}
