/**
 * Lets requests in one after another, in the order in which they came, each when there is room for it. What waits is kept
 * in memory, so not many may.
 */
export class RequestQueue {
  readonly #room: () => Promise<void> | undefined
  #waiting = 0
  #last: Promise<void> | undefined

  /** `room` gives `undefined`, or a promise that resolves when it is worth asking again. */
  constructor(room: () => Promise<void> | undefined) {
    this.#room = room
  }

  /** Whether so many wait that another must not. */
  get isFull(): boolean {
    return this.#waiting >= mostWaiting
  }

  /** `undefined`: it is the caller's turn. Not before `ready`, if that is given. A promise: it resolves when it is. */
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
    // Whoever was let in before has taken its place by now.
    for (let room = this.#room(); room; room = this.#room()) await room
    this.#waiting -= 1
  }
}

/** Our client has one request under way besides its poll; browsers open six connections at most. */
const mostWaiting = 8
