import { memoryBytes } from '../json/memory-bytes.ts'
import { utf8Bytes } from '../json/utf8-bytes.ts'
import { BoundedQueue } from './bounded-queue.ts'
import type { QueueLimits } from './bounded-queue.ts'
import type { EventToStore, StoredEvent } from './session-store.ts'

interface Entry {
  readonly event: StoredEvent
  readonly bytes: number
  readonly memoryBytes: number
  readonly commandId: string | undefined
}

/** What an event takes besides its text: its entry here and in the maps that find it. */
const entryBytes = 400

/** How much memory an event takes while the log has it. Its command's id is also kept by the session. */
export function eventMemoryBytes(json: string, commandId = ''): number {
  return memoryBytes(json) + 2 * commandId.length + entryBytes
}

/** A transcript in memory. Appending, finding and forgetting the oldest take the same time however long it is. */
export class TranscriptLog {
  /** The number of an entry is the index of its event. */
  readonly #kept: BoundedQueue<Entry>
  /** Events that can no longer be read, but still answer a repeat of the command that made them. */
  readonly #forgotten: BoundedQueue<Entry>
  readonly #byCommand = new Map<string, StoredEvent>()
  #memoryBytes = 0

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

  /** How much memory the events take, the forgotten ones included. */
  get memoryBytes(): number {
    return this.#memoryBytes
  }

  append({ json, commandId }: EventToStore): StoredEvent {
    const event = Object.freeze({ index: this.head + 1, json })
    const entry = { event, commandId, bytes: utf8Bytes(json), memoryBytes: eventMemoryBytes(json, commandId) }
    this.#memoryBytes += entry.memoryBytes
    if (commandId !== undefined) this.#byCommand.set(commandId, event)
    for (const oldest of this.#kept.add(entry)) this.#forget(oldest)
    return event
  }

  committed(commandId: string): StoredEvent | undefined {
    return this.#byCommand.get(commandId)
  }

  read(after: number, maxBytes: number): StoredEvent[] {
    const events: StoredEvent[] = []
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
    if (entry.commandId === undefined) return this.#drop(entry)
    for (const oldest of this.#forgotten.add(entry)) this.#drop(oldest)
  }

  #drop(entry: Entry): void {
    this.#memoryBytes -= entry.memoryBytes
    if (entry.commandId !== undefined) this.#byCommand.delete(entry.commandId)
  }
}
