export interface QueueLimits {
  readonly entries: number
  readonly bytes: number
}

/** Keeps the newest entries within limits, numbered from 1. Adding, finding and dropping take the same time however many. */
export class BoundedQueue<Entry extends { readonly bytes: number }> {
  readonly #limits: QueueLimits
  readonly #entries = new Map<number, Entry>()
  #last = 0
  #bytes = 0

  constructor(limits: QueueLimits) {
    this.#limits = limits
  }

  /** The number of the oldest entry; 1 before there is one. */
  get first(): number {
    return this.#last - this.#entries.size + 1
  }

  /** The number of the newest entry; 0 before there is one. */
  get last(): number {
    return this.#last
  }

  at(number: number): Entry | undefined {
    return this.#entries.get(number)
  }

  /** Returns the oldest entries, which had to go to make room. The new one always stays. */
  add(entry: Entry): readonly Entry[] {
    this.#entries.set(++this.#last, entry)
    this.#bytes += entry.bytes
    const dropped: Entry[] = []
    while (this.#isOverfull && this.first < this.#last) {
      const oldest = this.#removeOldest()
      if (oldest) dropped.push(oldest)
    }
    return dropped
  }

  get #isOverfull(): boolean {
    return this.#entries.size > this.#limits.entries || this.#bytes > this.#limits.bytes
  }

  #removeOldest(): Entry | undefined {
    const { first } = this
    const oldest = this.#entries.get(first)
    this.#entries.delete(first)
    this.#bytes -= oldest?.bytes ?? 0
    return oldest
  }
}
