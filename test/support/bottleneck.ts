/** What this much time is worth goes through a bottleneck at a time, so that what comes out comes in small pieces. */
const sliceMs = 50
/** A line that had nothing to carry for longer than this was idle. Less is a timer that came late, which it catches up on. */
const idleMs = 500

/** The narrowest part of a line. All its connections share it, slice by slice, as they share a phone's radio. */
export class Bottleneck {
  readonly #bytesPerSecond: number
  #freeAt = 0

  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond
  }

  get sliceBytes(): number {
    return Math.max(1, Math.floor((this.#bytesPerSecond * sliceMs) / 1000))
  }

  /** Takes the next place for a slice. Returns when the slice is through, epoch milliseconds. */
  enter(bytes: number): number {
    const now = Date.now()
    const startsAt = this.#freeAt < now - idleMs ? now : this.#freeAt
    this.#freeAt = startsAt + (bytes * 1000) / this.#bytesPerSecond
    return this.#freeAt
  }
}
