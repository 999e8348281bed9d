import type { BackendSession } from '@chat-transport/backend'
import type { Clock, Logger } from '@chat-transport/core'
import { sessionView } from '../sessions/session-view.ts'
import type { SessionNews, SessionWatch } from '../sessions/session-watch.ts'
import type { FeedItem, FeedPosition } from './feed-items.ts'

/** Where a feed writes its items. */
export interface FeedSink {
  write(item: FeedItem): void
  /** Whether it takes no more for now. The sink's owner calls `resume()` when it does again. */
  readonly isFull: boolean
}

export interface FeedOptions {
  readonly watch: SessionWatch
  readonly position: FeedPosition
  readonly sink: FeedSink
  /** Whether to tell at the beginning, of each session that the consumer knows, if a page is connected. */
  readonly tellsPresence: boolean
  readonly clock: Clock
  readonly logger: Logger
}

const pageEvents = 100
const storeRetryMs = 1_000

/**
 * All sessions, for one consumer. What is to be told is no queue but a place in each transcript: a consumer that is slow, or away,
 * costs no memory, and misses nothing. What is not in a transcript is told when there is room, and only then.
 */
export class Feed {
  readonly #options: FeedOptions
  /** The index of the last event written of each session. */
  readonly #cursors: Map<string, number>
  /** The sessions in which there may be something to tell. */
  readonly #pending = new Set<string>()
  readonly #presence = new Map<string, boolean>()
  readonly #stopListening: () => void
  #pump: Promise<void> | undefined
  #stopRetry: (() => void) | undefined
  #state: 'open' | 'closed' = 'open'

  constructor(options: FeedOptions) {
    const { watch, position } = options
    this.#options = options
    this.#cursors = new Map(Object.entries(position.sessions))
    if (position.from === 'now') this.#skipWhatIs()
    for (const id of this.#cursors.keys()) this.#pending.add(id)
    for (const { id } of watch.list()) this.#pending.add(id)
    this.#stopListening = watch.listen((session, news) => this.#hear(session, news))
    this.resume()
  }

  /** What the consumer has when it has all that was written. */
  get cursors(): Record<string, number> {
    return Object.fromEntries(this.#cursors)
  }

  /** Resolves when all that there is has been written, or the sink is full. */
  async caughtUp(): Promise<void> {
    await this.#pump
  }

  /** The sink takes more. */
  resume(): void {
    this.#pump ??= this.#writePending().then((outcome) => {
      this.#pump = undefined
      // Something may have come in the moment after the last look.
      if (outcome === 'done' && this.#pending.size > 0) this.resume()
    })
  }

  close(): void {
    this.#state = 'closed'
    this.#stopListening()
    this.#stopRetry?.()
  }

  #hear(session: BackendSession, news: SessionNews): void {
    const { sink } = this.#options
    const { id } = session
    const isUpToDate = this.#isUpToDate(id)
    if (news.type === 'typing' || news.type === 'read') {
      if (isUpToDate) sink.write({ sessionId: id, ...news } as FeedItem)
      return
    }
    if (news.type === 'event' && isUpToDate && news.event.index === (this.#cursors.get(id) ?? 0) + 1)
      return this.#writeEvent(id, news.event)
    this.#pending.add(id)
    this.resume()
  }

  /** Whether the consumer has been told all there is of a session, and takes more. */
  #isUpToDate(id: string): boolean {
    return !this.#options.sink.isFull && !this.#pump && !this.#pending.has(id) && this.#cursors.has(id)
  }

  async #writePending(): Promise<'done' | 'waits'> {
    for (const id of this.#pending) {
      if (this.#state === 'closed' || this.#options.sink.isFull) return 'waits'
      this.#pending.delete(id)
      try {
        const isDone = await this.#write(id)
        if (!isDone) this.#pending.add(id)
      } catch (cause) {
        this.#pending.add(id)
        this.#tryLater(cause)
        return 'waits'
      }
    }
    return 'done'
  }

  /** Writes what there is to tell of a session. False when the sink was full before that. */
  async #write(id: string): Promise<boolean> {
    const { sink, watch } = this.#options
    const session = await watch.find(id)
    if (!session || session.status === 'gone') {
      if (this.#cursors.delete(id)) sink.write({ type: 'session.expired', sessionId: id })
      this.#presence.delete(id)
      return true
    }
    this.#begin(session)
    if (!(await this.#writeEvents(session))) return false
    this.#writePresence(session)
    return true
  }

  async #writeEvents(session: BackendSession): Promise<boolean> {
    const { id } = session
    for (;;) {
      const after = this.#cursors.get(id) ?? 0
      const events = after < session.head ? await session.transcript(after, pageEvents) : []
      if (events.length === 0) return true
      for (const event of events) {
        if (this.#options.sink.isFull || this.#state === 'closed') return false
        this.#writeEvent(id, event)
      }
    }
  }

  #begin(session: BackendSession): void {
    const { id } = session
    if (!this.#cursors.has(id)) {
      const view = sessionView(session)
      this.#options.sink.write({ type: 'session.started', sessionId: id, session: view })
      this.#cursors.set(id, 0)
      this.#presence.set(id, view.attached)
    } else if (!this.#presence.has(id) && !this.#options.tellsPresence) this.#presence.set(id, session.attached)
  }

  #writeEvent(sessionId: string, event: SessionEvent): void {
    const { sink } = this.#options
    sink.write({ type: 'event', sessionId, event })
    this.#cursors.set(sessionId, event.index)
    if (event.type === 'EventSessionEnded') sink.write({ type: 'session.ended', sessionId, reason: event.reason })
  }

  #writePresence({ id, attached }: BackendSession): void {
    if (this.#presence.get(id) === attached) return
    this.#presence.set(id, attached)
    this.#options.sink.write({ type: attached ? 'attached' : 'detached', sessionId: id })
  }

  /** The sessions that are there count as known. */
  #skipWhatIs(): void {
    for (const { id, head } of this.#options.watch.list()) if (!this.#cursors.has(id)) this.#cursors.set(id, head)
  }

  #tryLater(cause: unknown): void {
    const { clock, logger } = this.#options
    logger.warn('a feed waits for the session store', cause)
    this.#stopRetry?.()
    if (this.#state === 'open') this.#stopRetry = clock.after(storeRetryMs, () => this.resume())
  }
}

type SessionEvent = Extract<SessionNews, { readonly type: 'event' }>['event']
