import type { ChatEvent, TranscriptEvent } from '@chat-transport/core'
import { PassingEvents } from './passing-events.ts'
import type { DropReason, VisitorLine } from './visitor-line.ts'

/** With the envelopes of a front round its events, such a chunk stays well below 256 kB. */
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
  /** The line cannot go on; called once at most, and never after `close()`. */
  readonly failed: (reason: DropReason, cause?: unknown) => void
}

/**
 * Moves along a transcript and puts it on a line: what the page missed, then what comes, as one stream.
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

  /** Whether the line has been given everything there is. */
  get caughtUp(): boolean {
    return this.#position === this.#head
  }

  /** Nothing is delivered before. */
  start(): void {
    if (this.#state === 'held') this.#resume()
  }

  /** The store has a new event. */
  committed(event: TranscriptEvent): void {
    this.#head = Math.max(this.#head, event.index)
    if (this.#state !== 'ready') return
    // Caught up: what was just committed need not be read again.
    if (event.index === this.#position + 1) this.#hand([event], event.index)
    else this.#resume()
  }

  /** Delivers an event that has no place in the transcript, or one that the page has passed already. */
  pass(event: ChatEvent): void {
    if (this.#closed) return
    if (this.#state === 'ready') this.#hand([event])
    else if (!this.#passing.add(event)) this.#fail('overflow')
  }

  /** Delivers an event again, unless it is still to come. */
  repeat(event: TranscriptEvent): void {
    if (event.index <= this.#position) this.pass(event)
  }

  close(): void {
    this.#state = 'closed'
  }

  #hand(events: readonly ChatEvent[], position = this.#position): void {
    this.#state = 'busy'
    this.#position = position
    // What is read may be ahead of what has been told: the store has it, its commit is still on the way here.
    this.#head = Math.max(this.#head, position)
    const full = this.#options.line.deliver(events)
    // A wire that rejects is gone: its front detaches, and what is handed over until then changes nothing.
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
      // The store forgets the oldest: a line so slow that its next event is gone attaches again, and is told `first`.
      if (due && events[0]?.index !== this.#position + 1) return this.#fail('overflow')
      this.#hand([...events, ...this.#passing.take(passingChunkBytes)], events.at(-1)?.index)
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
