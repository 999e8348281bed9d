import type { ChatEvent, TranscriptEvent } from '@chat-transport/core'
import { PassingEvents } from './passing-events.ts'
import type { DropReason, VisitorLine } from './visitor-line.ts'

/** Small enough that a chunk stays well below 256 kB with the envelopes that a front adds. */
const chunkBytes = 96 * 1024
const passingChunkBytes = 16 * 1024
const passingBytes = 256 * 1024

export interface CursorOptions {
  readonly line: VisitorLine
  /** The index of the last event the page has. */
  readonly position: number
  /** The index of the newest event there is. */
  readonly head: number
  readonly read: (after: number, maxBytes: number) => Promise<readonly TranscriptEvent[]>
  /** The line cannot go on. Called at most once, and never after `close()`. */
  readonly failed: (reason: DropReason, cause?: unknown) => void
}

/**
 * Delivers a transcript to a line as one stream: first the events that the page missed, then each new one.
 *
 *   held ──start──▶ ready ──┬─ the line is full, or events are read ─▶ busy        any ──close──▶ closed
 *                     ▲     │                                            │
 *                     └─────┴──────── the line takes more ───────────────┘
 */
export class Cursor {
  readonly #options: CursorOptions
  readonly #passing = new PassingEvents(passingBytes)
  #state: 'held' | 'ready' | 'busy' | 'closed' = 'held'
  #position: number
  #head: number

  constructor(options: CursorOptions) {
    this.#options = options
    this.#position = options.position
    this.#head = options.head
  }

  get started(): boolean {
    return this.#state !== 'held'
  }

  /** Whether all events have been delivered to the line. */
  get caughtUp(): boolean {
    return this.#position === this.#head
  }

  /** Begins to deliver. */
  start(): void {
    if (this.#state === 'held') this.#resume()
  }

  /** The store has a new event. */
  committed(event: TranscriptEvent): void {
    this.#head = Math.max(this.#head, event.index)
    if (this.#state !== 'ready') return
    // When caught up, the event need not be read from the store.
    if (event.index === this.#position + 1) this.#deliver([event], event.index)
    else this.#resume()
  }

  /** Delivers an event that is not in the transcript, or a transcript event that the page has already received. */
  pass(event: ChatEvent): void {
    if (this.#closed) return
    if (this.#state === 'ready') this.#deliver([event])
    else if (!this.#passing.add(event)) this.#fail('overflow')
  }

  /** Delivers a transcript event again, unless the stream has yet to come to it. */
  repeat(event: TranscriptEvent): void {
    if (event.index <= this.#position) this.pass(event)
  }

  close(): void {
    this.#state = 'closed'
  }

  #deliver(events: readonly ChatEvent[], position = this.#position): void {
    this.#state = 'busy'
    this.#position = position
    // The store may return an event before `committed()` is called for it.
    this.#head = Math.max(this.#head, position)
    const full = this.#options.line.deliver(events)
    // A rejection means the connection is gone: its front detaches, and events delivered until then do no harm.
    if (full) full.then(this.#resume, this.#resume)
    else this.#resume()
  }

  readonly #resume = (): void => {
    if (this.#state === 'closed') return
    const caughtUp = this.#position === this.#head && this.#passing.size === 0
    this.#state = caughtUp ? 'ready' : 'busy'
    if (!caughtUp) void this.#advance()
  }

  /** Delivers one chunk. Never rejects. */
  async #advance(): Promise<void> {
    const due = this.#position < this.#head
    try {
      const events = due ? await this.#options.read(this.#position, chunkBytes) : []
      if (this.#closed) return
      // The store has forgotten the next event, because the line is too slow. The page attaches again and learns `first`.
      if (due && events[0]?.index !== this.#position + 1) return this.#fail('overflow')
      this.#deliver([...events, ...this.#passing.shift(passingChunkBytes)], events.at(-1)?.index)
    } catch (cause) {
      this.#fail('unavailable', cause)
    }
  }

  get #closed(): boolean {
    return this.#state === 'closed'
  }

  #fail(reason: DropReason, cause?: unknown): void {
    if (this.#closed) return
    this.#state = 'closed'
    this.#options.failed(reason, cause)
  }
}
