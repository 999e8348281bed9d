import type { Clock } from '@chat-transport/core'
import { countFitting, encodeEvents, largestFrameBytes, type EncodedMessages } from '../bayeux/event-encoding.ts'
import { RoomWaiters, type Room } from '../line/room.ts'

/** No reply is larger than this, unless a single event is. */
const largestReplyBytes = 256 * 1024
/** Left free in a reply for the answer to the `/meta/connect`. */
const answerBytes = 1_024

/** A client that is back so soon after a reply takes twice as much the next time. */
const quickMs = 500
/** A client that is back only after this much takes as little as at first. */
const slowMs = 2_000

/**
 * Events that wait for the next poll. The first replies are small, so that each is soon a step ahead on a slow line. They grow
 * while the client is quick, because each costs a round trip.
 */
export class EventOutbox {
  readonly #clock: Clock
  #waiting: EncodedMessages[] = []
  #bytes = 0
  #replyBytes = largestFrameBytes
  /** When a reply was given out that was full. */
  #filledAt: number | undefined
  readonly #waiters = new RoomWaiters(() => this.#bytes >= this.#replyBytes)

  constructor(clock: Clock) {
    this.#clock = clock
  }

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

  /** A poll has come: the client has taken the reply before. */
  polled(): void {
    if (this.#filledAt === undefined) return
    const tookMs = this.#clock.monotonic() - this.#filledAt
    this.#filledAt = undefined
    if (tookMs <= quickMs) this.#replyBytes = Math.min(largestReplyBytes, 2 * this.#replyBytes)
    else if (tookMs > slowMs) this.#replyBytes = largestFrameBytes
  }

  /** Removes and returns, in order, the events that fit into one reply. */
  removeReply(): readonly EncodedMessages[] {
    const count = countFitting(this.#waiting, 0, this.#replyBytes - answerBytes)
    if (count < this.#waiting.length) this.#filledAt = this.#clock.monotonic()
    const events = this.#waiting.splice(0, count)
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
