/** Entries of which the oldest give way when all together weigh too much. */
export class WeighedQueue<Entry> {
  readonly #most: number
  readonly #weights = new Map<Entry, number>()
  #total = 0

  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#weights.size
  }

  get weight(): number {
    return this.#total
  }

  get isOverweight(): boolean {
    return this.#total > this.#most
  }

  /** As the newest. Once only. */
  add(entry: Entry, weight: number): void {
    this.#weights.set(entry, weight)
    this.#total += weight
  }

  /** Returns the weight that the queue has lost by it. */
  delete(entry: Entry): number {
    const weight = this.#weights.get(entry) ?? 0
    this.#total -= weight
    this.#weights.delete(entry)
    return weight
  }

  get oldest(): Entry | undefined {
    for (const entry of this.#weights.keys()) return entry
    return undefined
  }
}
