import { untilRoom, type Room } from '../line/room.ts'

/**
 * Gives requests their turn one after another, in the order of their arrival, each when there is room for it. Waiting
 * requests are kept in memory, so only a few may wait.
 */
export class RequestQueue {
  readonly #room: Room
  #waiting = 0
  #last: Promise<void> | undefined

  constructor(room: Room) {
    this.#room = room
  }

  /** Whether as many requests wait as may. */
  get isFull(): boolean {
    return this.#waiting >= mostWaiting
  }

  /** `undefined`: it is the request's turn now. A promise: it resolves at its turn, which does not come before `ready`. */
  turn(ready?: Promise<void>): Promise<void> | undefined {
    const before = this.#waiting > 0 ? this.#last : undefined
    const first = before ?? ready ?? this.#room()
    if (!first) return undefined
    this.#last = this.#wait(first, ready)
    return this.#last
  }

  async #wait(first: Promise<void>, ready: Promise<void> | undefined): Promise<void> {
    this.#waiting += 1
    await first
    await ready
    // The request before has used its room by now.
    await untilRoom(this.#room)
    this.#waiting -= 1
  }
}

/** Our client has one open request besides its poll, and browsers open at most six connections. */
const mostWaiting = 8
