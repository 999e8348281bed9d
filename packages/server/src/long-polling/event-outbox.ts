import type { ChatEvent, Logger } from '@chat-transport/core'
import { countFitting, encodeEvents, largestFrameBytes, type EncodedEvent } from '../bayeux/event-encoding.ts'
import { RoomWaiters, type Room } from '../line/room.ts'

/** Left free in a frame for the `/meta/connect` reply that comes with the events. */
const replyBytes = 1_024

/** Events that wait for the next poll. */
export class EventOutbox {
  #waiting: EncodedEvent[] = []
  #bytes = 0
  readonly #waiters = new RoomWaiters(() => this.#bytes >= largestFrameBytes)

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  add(events: readonly ChatEvent[], logger: Logger): void {
    for (const event of encodeEvents(events, logger)) {
      this.#waiting.push(event)
      this.#bytes += event.bytes
    }
  }

  /** It is full when the waiting events fill one frame. */
  readonly room: Room = () => this.#waiters.room()

  /** Removes and returns, in order, the events that fit into one frame. */
  removeFrame(): readonly EncodedEvent[] {
    const events = this.#waiting.splice(0, countFitting(this.#waiting, 0, largestFrameBytes - replyBytes))
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
