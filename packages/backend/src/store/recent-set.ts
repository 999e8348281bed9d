/** The strings added last, `capacity` of them. */
export class RecentSet {
  readonly #capacity: number
  readonly #entries = new Set<string>()

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  has(entry: string): boolean {
    return this.#entries.has(entry)
  }

  /** Forgets the oldest entry when there are too many. */
  add(entry: string): void {
    this.#entries.add(entry)
    if (this.#entries.size <= this.#capacity) return
    for (const oldest of this.#entries) {
      this.#entries.delete(oldest)
      return
    }
  }
}
