import type { ChatEvent } from '@chat-transport/core'
import { utf8Bytes } from '../json/utf8-bytes.ts'
import type { CommittedEvent } from '../store/committed-event.ts'
import { DraftParts } from './draft-parts.ts'
import type { OpenDraft } from './draft-parts.ts'
import { EarlierReads } from './earlier-reads.ts'
import type { ReadEarlier } from './earlier-reads.ts'
import { coalescingKey, PassingEvents } from './passing-events.ts'
import type { ReplayPace } from './replay-pace.ts'
import type { DropReason, VisitorLine } from './visitor-line.ts'

/** What is read from the store and delivered in one go. */
const pageBytes = 64 * 1024
const passingPageBytes = 16 * 1024
const passingBytes = 256 * 1024

export interface CursorOptions {
  readonly line: VisitorLine
  /** The index of the last event the page has. */
  readonly position: number
  /** The index of the newest event there is. What comes up to it is a replay. */
  readonly head: number
  readonly read: (after: number, maxBytes: number) => Promise<readonly CommittedEvent[]>
  readonly pace: ReplayPace
  /** The messages that are being said. */
  drafts(): readonly OpenDraft[]
  /** Aborts the waits of the cursor. */
  signal(): AbortSignal
  /** The line cannot go on. Called at most once, and never after `close()`. */
  readonly failed: (reason: DropReason, cause?: unknown) => void
}

/** What one `deliver` carries. */
interface Page {
  readonly events: readonly string[]
  readonly position: number
  /** How many bytes of it are a replay. */
  readonly replayBytes: number
}

/**
 * Delivers a transcript to a line as one stream: first the events that the page missed, then each new one, and what there is of
 * messages that are being said.
 *
 *   held ──start──▶ ready ──┬─ the line is full, or events are read ─▶ busy        any ──close──▶ closed
 *                     ▲     │                                            │
 *                     └─────┴──────── the line takes more ───────────────┘
 */
export class Cursor {
  readonly #options: CursorOptions
  readonly #passing = new PassingEvents(passingBytes)
  readonly #parts: DraftParts
  readonly #earlier: EarlierReads
  #state: 'held' | 'ready' | 'busy' | 'closed' = 'held'
  #position: number
  #head: number

  constructor(options: CursorOptions) {
    this.#options = options
    this.#position = options.position
    this.#head = options.head
    this.#parts = new DraftParts(() => options.drafts())
    this.#earlier = new EarlierReads(options.pace)
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
  committed({ index, json }: CommittedEvent): void {
    this.#head = Math.max(this.#head, index)
    if (this.#state !== 'ready') return
    // When caught up, the event need not be read from the store.
    if (index === this.#position + 1) this.#deliver({ events: [json], position: index, replayBytes: 0 })
    else this.#resume()
  }

  /** Delivers an event that is not in the transcript. */
  pass(event: ChatEvent): void {
    this.#pass(JSON.stringify(event), coalescingKey(event))
  }

  /** Delivers what is new of the messages that are being said, or lets it grow while the line has enough to write. */
  passParts(): void {
    if (this.#options.line.isWriting) return
    this.#parts.due()
    if (this.#state === 'ready') this.#resume()
  }

  /** Delivers a transcript event again, unless the stream has yet to come to it. */
  repeat({ index, json }: CommittedEvent): void {
    if (index <= this.#position) this.#pass(json)
  }

  /** Delivers what `read` gives when it is its turn, and nothing else waits to be delivered. False: another read waits. */
  readEarlier(read: ReadEarlier): boolean {
    return this.#earlier.add(read, this.#options.signal(), () => {
      if (this.#state === 'ready') this.#resume()
    })
  }

  close(): void {
    this.#state = 'closed'
  }

  #pass(json: string, key?: string): void {
    if (this.#closed) return
    if (this.#state === 'ready') this.#deliver({ events: [json], position: this.#position, replayBytes: 0 })
    else if (!this.#passing.add(json, key)) this.#fail('overflow')
  }

  #deliver({ events, position, replayBytes }: Page): void {
    this.#state = 'busy'
    this.#position = position
    // The store may return an event before `committed()` is called for it.
    this.#head = Math.max(this.#head, position)
    const { line, pace, signal } = this.#options
    const full = line.deliver(events)
    if (full && replayBytes > 0) pace.hold(replayBytes, full, signal())
    // A rejection means the connection is gone: its front detaches, and events delivered until then do no harm.
    if (full) full.then(this.#resume, this.#resume)
    else this.#resume()
  }

  readonly #resume = (): void => {
    if (this.#state === 'closed') return
    this.#state = 'busy'
    if (this.#position === this.#head && this.#passing.size === 0) this.#goOnAtHead()
    else void this.#advance()
  }

  /** All is delivered: now it is the turn of what the page has asked for, then of what is being said. */
  #goOnAtHead(): void {
    const earlier = this.#earlier.next()
    const part = earlier ? undefined : this.#parts.next()
    if (earlier) void this.#deliverEarlier(earlier)
    else if (part) this.#deliver({ events: [JSON.stringify(part)], position: this.#position, replayBytes: 0 })
    else this.#state = 'ready'
  }

  /** Delivers one page. Never rejects. */
  async #advance(): Promise<void> {
    try {
      const due = this.#position < this.#head
      const events = due ? await this.#read() : []
      if (this.#closed) return
      // The store has forgotten the next event, because the line is too slow. The page attaches again and learns `first`.
      if (due && events[0]?.index !== this.#position + 1) return this.#fail('overflow')
      this.#deliver(this.#pageOf(events))
    } catch (cause) {
      this.#fail('unavailable', cause)
    }
  }

  /** Never rejects. */
  async #deliverEarlier(read: ReadEarlier): Promise<void> {
    try {
      const json = await read()
      if (this.#closed) return
      const replayBytes = utf8Bytes(json)
      this.#options.pace.spend(replayBytes)
      this.#deliver({ events: [json], position: this.#position, replayBytes })
    } catch (cause) {
      this.#fail('unavailable', cause)
    }
  }

  async #read(): Promise<readonly CommittedEvent[]> {
    const { head, position, pace, read, signal } = this.#options
    const turn = this.#position < head ? pace.turn(this.#position === position, signal()) : undefined
    if (turn) await turn
    return this.#closed ? [] : read(this.#position, pageBytes)
  }

  #pageOf(events: readonly CommittedEvent[]): Page {
    const { head, pace } = this.#options
    const replayBytes = events.reduce((sum, { index, json }) => sum + (index <= head ? utf8Bytes(json) : 0), 0)
    pace.spend(replayBytes)
    return {
      events: [...events.map(({ json }) => json), ...this.#passing.shift(passingPageBytes)],
      position: events.at(-1)?.index ?? this.#position,
      replayBytes,
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
