import { countFitting, encodeEvents, type EncodedEvent } from '../bayeux/event-encoding.ts'
import { RoomWaiters, type Room } from '../line/room.ts'

/** No reply is larger than this, unless a single event is. Larger than a frame, because each reply costs a round trip. */
export const largestReplyBytes = 32 * 1024
/** Left free in a reply for the `/meta/connect` reply that comes with the events. */
const replyBytes = 1_024

/** Events that wait for the next poll. */
export class EventOutbox {
  #waiting: EncodedEvent[] = []
  #bytes = 0
  readonly #waiters = new RoomWaiters(() => this.#bytes >= largestReplyBytes)

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  /** Each event is the JSON text of one. */
  add(events: readonly string[]): void {
    for (const event of encodeEvents(events)) {
      this.#waiting.push(event)
      this.#bytes += event.bytes
    }
  }

  /** It is full when the waiting events fill one reply. */
  readonly room: Room = () => this.#waiters.room()

  /** Removes and returns, in order, the events that fit into one reply. */
  removeReply(): readonly EncodedEvent[] {
    const events = this.#waiting.splice(0, countFitting(this.#waiting, 0, largestReplyBytes - replyBytes))
    for (const { bytes } of events) this.#bytes -= bytes
    this.#waiters.removed()
    return events
  }

  clear(): void {
    this.#waiting = []
    this.#bytes = 0
    this.#waiters.removed()
  }
}
