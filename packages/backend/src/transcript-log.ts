import type { TranscriptEvent } from '@chat-transport/core'
import { utf8Bytes } from './utf8-bytes.ts'
import type { EventDraft } from './session-store.ts'

interface Entry {
  readonly event: TranscriptEvent
  readonly bytes: number
  readonly commandId: string | undefined
}

/** A transcript in memory: appending, finding and forgetting the oldest cost the same however long it is. */
export class TranscriptLog {
  readonly #limit: number
  /**
   * Entries before `#start` are read no more, but their commands are still recognized when they are repeated. The oldest of
   * those are cut off in one go, `#limit` at a time.
   */
  readonly #entries: Entry[] = []
  #start = 0
  #head = 0
  readonly #byCommand = new Map<string, TranscriptEvent>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The index of the newest event; 0 before the first. */
  get head(): number {
    return this.#head
  }

  /** The index of the oldest event kept; 1 before the first. */
  get first(): number {
    return this.#head - this.#length + 1
  }

  get #length(): number {
    return this.#entries.length - this.#start
  }

  append(draft: EventDraft, commandId: string | undefined): TranscriptEvent {
    const index = this.#head + 1
    // What cannot be written as JSON throws here, where nothing has changed yet.
    const json = JSON.stringify({ ...draft, index })
    const event = freezeDeeply(JSON.parse(json) as TranscriptEvent)
    this.#head = index
    this.#entries.push({ event, commandId, bytes: utf8Bytes(json) })
    if (commandId !== undefined) this.#byCommand.set(commandId, event)
    if (this.#length > this.#limit) this.#forgetOldest()
    return event
  }

  committed(commandId: string): TranscriptEvent | undefined {
    return this.#byCommand.get(commandId)
  }

  read(after: number, maxBytes: number): TranscriptEvent[] {
    const events: TranscriptEvent[] = []
    let bytes = 0
    for (let at = this.#start + Math.max(0, after - this.first + 1); at < this.#entries.length; at++) {
      const entry = this.#entries[at]
      if (!entry || (events.length > 0 && bytes + entry.bytes > maxBytes)) break
      events.push(entry.event)
      bytes += entry.bytes
    }
    return events
  }

  #forgetOldest(): void {
    this.#start++
    if (this.#start < 2 * this.#limit) return
    for (const { commandId } of this.#entries.splice(0, this.#limit)) {
      if (commandId !== undefined) this.#byCommand.delete(commandId)
    }
    this.#start -= this.#limit
  }
}

/** An event once given out never changes, whoever has it in hands. */
function freezeDeeply<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  for (const entry of Object.values(value)) freezeDeeply(entry)
  return Object.freeze(value)
}
