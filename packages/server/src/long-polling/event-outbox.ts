import type { ChatEvent, Logger } from '@chat-transport/core'
import { countFitting, encodeEvents, largestFrameBytes, type EncodedEvent } from '../bayeux/event-encoding.ts'

/** Left free in a frame for the `/meta/connect` reply that carries it. */
const replyBytes = 1_024

/** Events that wait for a poll to carry them. */
export class EventOutbox {
  #waiting: EncodedEvent[] = []
  #bytes = 0
  #room: (() => void)[] = []

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  put(events: readonly ChatEvent[], logger: Logger): void {
    for (const event of encodeEvents(events, logger)) {
      this.#waiting.push(event)
      this.#bytes += event.bytes
    }
  }

  /** A promise when as much is waiting as one frame carries: it resolves when there is room for more. */
  room(): Promise<void> | undefined {
    if (this.#bytes < largestFrameBytes) return undefined
    return new Promise((resolve) => this.#room.push(resolve))
  }

  /** Takes out, in order, what one frame can carry. */
  take(): readonly EncodedEvent[] {
    const taken = this.#waiting.splice(0, countFitting(this.#waiting, 0, replyBytes))
    for (const { bytes } of taken) this.#bytes -= bytes
    if (this.#bytes < largestFrameBytes) this.#tellRoom()
    return taken
  }

  clear(): void {
    this.#waiting = []
    this.#bytes = 0
    this.#tellRoom()
  }

  #tellRoom(): void {
    for (const resolve of this.#room.splice(0)) resolve()
  }
}
