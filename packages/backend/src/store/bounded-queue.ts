export interface QueueLimits {
  readonly entries: number
  readonly bytes: number
}

/** The newest entries within limits, counted from 1. Adding, finding and dropping the oldest cost the same however many. */
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

  /** Gives back the oldest ones, for which there is no room any more. The new one always stays. */
  add(entry: Entry): readonly Entry[] {
    this.#entries.set(++this.#last, entry)
    this.#bytes += entry.bytes
    const dropped: Entry[] = []
    while (this.#isOverfull && this.first < this.#last) {
      const oldest = this.#takeOldest()
      if (oldest) dropped.push(oldest)
    }
    return dropped
  }

  get #isOverfull(): boolean {
    return this.#entries.size > this.#limits.entries || this.#bytes > this.#limits.bytes
  }

  #takeOldest(): Entry | undefined {
    const { first } = this
    const oldest = this.#entries.get(first)
    this.#entries.delete(first)
    this.#bytes -= oldest?.bytes ?? 0
    return oldest
  }
}
