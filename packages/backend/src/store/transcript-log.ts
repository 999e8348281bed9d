import type { TranscriptEvent } from '@chat-transport/core'
import { BoundedQueue } from './bounded-queue.ts'
import type { QueueLimits } from './bounded-queue.ts'
import type { EventDraft } from './session-store.ts'
import { utf8Bytes } from '../json/utf8-bytes.ts'

interface Entry {
  readonly event: TranscriptEvent
  readonly bytes: number
  readonly commandId: string | undefined
}

/** A transcript in memory: appending, finding and forgetting the oldest cost the same however long it is. */
export class TranscriptLog {
  /** Counted like the events: the number of an entry is the index of its event. */
  readonly #kept: BoundedQueue<Entry>
  /** Events that are read no more, and still answer the command that made them when it is repeated. */
  readonly #forgotten: BoundedQueue<Entry>
  readonly #byCommand = new Map<string, TranscriptEvent>()

  constructor(limits: QueueLimits) {
    this.#kept = new BoundedQueue(limits)
    this.#forgotten = new BoundedQueue(limits)
  }

  /** The index of the newest event; 0 before the first. */
  get head(): number {
    return this.#kept.last
  }

  /** The index of the oldest event kept; 1 before the first. */
  get first(): number {
    return this.#kept.first
  }

  append(draft: EventDraft, commandId: string | undefined): TranscriptEvent {
    // What cannot be written as JSON throws here, where nothing has changed yet.
    const json = JSON.stringify({ ...draft, index: this.head + 1 })
    const event = freezeDeeply(JSON.parse(json) as TranscriptEvent)
    if (commandId !== undefined) this.#byCommand.set(commandId, event)
    for (const oldest of this.#kept.add({ event, commandId, bytes: utf8Bytes(json) })) this.#forget(oldest)
    return event
  }

  committed(commandId: string): TranscriptEvent | undefined {
    return this.#byCommand.get(commandId)
  }

  read(after: number, maxBytes: number): TranscriptEvent[] {
    const events: TranscriptEvent[] = []
    let bytes = 0
    for (let index = Math.max(this.first, after + 1); index <= this.head; index++) {
      const entry = this.#kept.at(index)
      if (!entry || (events.length > 0 && bytes + entry.bytes > maxBytes)) break
      events.push(entry.event)
      bytes += entry.bytes
    }
    return events
  }

  #forget(entry: Entry): void {
    if (entry.commandId === undefined) return
    for (const { commandId } of this.#forgotten.add(entry)) {
      if (commandId !== undefined) this.#byCommand.delete(commandId)
    }
  }
}

/** An event once given out never changes, whoever has it in hands. */
function freezeDeeply<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  for (const entry of Object.values(value)) freezeDeeply(entry)
  return Object.freeze(value)
}
