import type { BackendSession, ChatBackend } from '@chat-transport/backend'
import type { EventRead, EventTyping, TranscriptEvent } from '@chat-transport/core'

/** What happens in a session, as those hear it who watch all of them. */
export type SessionNews =
  | { readonly type: 'event'; readonly event: TranscriptEvent }
  | { readonly type: 'typing'; readonly event: EventTyping }
  | { readonly type: 'read'; readonly event: EventRead }
  /** A page has come or gone, or it is over without an event. */
  | { readonly type: 'changed' }
  /** The session is shown here, or by another server of the store. Its events are told here in either case. */
  | { readonly type: 'shown' | 'moved' }
  /** Others of the store have the session, and nothing more of it is told here. */
  | { readonly type: 'released' }

export type HearNews = (session: BackendSession, news: SessionNews) => void

/** More than anybody asks for after their end. */
const rememberedGone = 10_000

/** Hears of every session of a back end, once for all who want to know. */
export class SessionWatch {
  readonly #backend: ChatBackend
  readonly #listeners = new Set<HearNews>()
  readonly #watched = new WeakSet<BackendSession>()
  /** Ids of sessions that were here and are forgotten, the oldest first. */
  readonly #gone = new Set<string>()
  readonly #stopListening: () => void

  constructor(backend: ChatBackend) {
    this.#backend = backend
    this.#stopListening = backend.onSession((session) => {
      this.#watch(session)
      this.#tell(session, { type: 'shown' })
    })
    for (const session of backend.sessions()) this.#watch(session)
  }

  /** Returns the function that ends it. */
  listen(hear: HearNews): () => void {
    this.#listeners.add(hear)
    return () => void this.#listeners.delete(hear)
  }

  /** The sessions that were shown and are known still. */
  list(): readonly BackendSession[] {
    return this.#backend.sessions()
  }

  /** Also finds a session of the store that no page has come back to yet. Rejects with a `ChatError` (100). */
  async find(sessionId: string): Promise<BackendSession | undefined> {
    const session = await this.#backend.findSession(sessionId)
    if (session) this.#watch(session)
    return session
  }

  /** Whether it was here, and is forgotten. */
  isGone(sessionId: string): boolean {
    return this.#gone.has(sessionId)
  }

  close(): void {
    this.#stopListening()
    this.#listeners.clear()
  }

  #watch(session: BackendSession): void {
    if (this.#watched.has(session)) return
    this.#watched.add(session)
    session.onTranscript((event) => this.#tell(session, { type: 'event', event }))
    session.onTyping((event) => this.#tell(session, { type: 'typing', event }))
    session.onRead((event) => this.#tell(session, { type: 'read', event }))
    session.onVisitorAttached(() => this.#tell(session, { type: 'changed' }))
    session.onVisitorDetached(() => this.#tell(session, { type: 'changed' }))
    // Consoles go on hearing of it here: its events come from wherever they are.
    session.onMoved(() => {
      this.#watched.delete(session)
      this.#watch(session)
      this.#tell(session, { type: 'moved' })
    })
    session.onGone(({ reason }) => {
      if (reason === 'shutdown') return // the store has it still, for the next server
      if (reason === 'moved') return this.#tell(session, { type: 'released' })
      this.#remember(session.id)
      this.#tell(session, { type: 'changed' })
    })
  }

  #tell(session: BackendSession, news: SessionNews): void {
    for (const hear of this.#listeners) hear(session, news)
  }

  #remember(sessionId: string): void {
    this.#gone.add(sessionId)
    const [oldest] = this.#gone
    if (this.#gone.size > rememberedGone && oldest !== undefined) this.#gone.delete(oldest)
  }
}
