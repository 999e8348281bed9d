import type { TranscriptEvent } from '@chat-transport/core'
import { BoundedQueue } from './bounded-queue.ts'
import type { QueueLimits } from './bounded-queue.ts'
import type { EventDraft } from './session-store.ts'
import { freezeDeeply } from '../json/freeze-deeply.ts'
import { utf8Bytes } from '../json/utf8-bytes.ts'

interface Entry {
  readonly event: TranscriptEvent
  readonly bytes: number
  readonly commandId: string | undefined
}

/** A transcript in memory. Appending, finding and forgetting the oldest take the same time however long it is. */
export class TranscriptLog {
  /** The number of an entry is the index of its event. */
  readonly #kept: BoundedQueue<Entry>
  /** Events that can no longer be read, but still answer a repeat of the command that made them. */
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
    // First, because it throws for a value that JSON cannot carry: nothing has changed yet.
    const json = JSON.stringify({ ...draft, index: this.head + 1 })
    // Handlers and stores share the event, so nobody may change it.
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
