/** Holds only so many things. If there are too many, the oldest is ended, so that a newcomer has a place. */
export class OldestGivesWay {
  readonly #most: number
  /** The oldest first, as the functions that end them. */
  readonly #ends = new Set<() => void>()

  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#ends.size
  }

  get isIdle(): boolean {
    return this.#ends.size === 0
  }

  /** Takes a place, if need be that of the oldest, which is ended now. Returns the function that gives the place back. */
  add(end: () => void): () => void {
    if (this.#ends.size >= this.#most) this.endOldest()
    this.#ends.add(end)
    return () => void this.#ends.delete(end)
  }

  endOldest(): void {
    const [oldest] = this.#ends
    if (!oldest) return
    this.#ends.delete(oldest)
    oldest()
  }
}
