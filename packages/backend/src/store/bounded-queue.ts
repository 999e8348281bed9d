export interface QueueLimits {
  readonly entries: number
  readonly bytes: number
}

/** Keeps the newest entries within limits, numbered from 1. Adding, finding and dropping take, on average, the same time however many. */
export class BoundedQueue<Entry extends { readonly bytes: number }> {
  readonly #limits: QueueLimits
  /** The places before `#start` are empty: they are given back when they are as many as the entries. */
  #entries: (Entry | undefined)[] = []
  #start = 0
  #last = 0
  #bytes = 0

  constructor(limits: QueueLimits) {
    this.#limits = limits
  }

  /** The number of the oldest entry; 1 before there is one. */
  get first(): number {
    return this.#last - this.#size + 1
  }

  /** The number of the newest entry; 0 before there is one. */
  get last(): number {
    return this.#last
  }

  at(number: number): Entry | undefined {
    return this.#entries[this.#start + number - this.first]
  }

  /** Returns the oldest entries, which had to go to make room. The new one always stays. */
  add(entry: Entry): readonly Entry[] {
    this.#entries.push(entry)
    this.#last += 1
    this.#bytes += entry.bytes
    if (!this.#isOverfull) return none
    const dropped: Entry[] = []
    while (this.#isOverfull && this.#size > 1) {
      const oldest = this.#removeOldest()
      if (oldest) dropped.push(oldest)
    }
    return dropped
  }

  get #size(): number {
    return this.#entries.length - this.#start
  }

  get #isOverfull(): boolean {
    return this.#size > this.#limits.entries || this.#bytes > this.#limits.bytes
  }

  #removeOldest(): Entry | undefined {
    const oldest = this.#entries[this.#start]
    this.#entries[this.#start++] = undefined
    this.#bytes -= oldest?.bytes ?? 0
    if (this.#start >= this.#size) {
      this.#entries = this.#entries.slice(this.#start)
      this.#start = 0
    }
    return oldest
  }
}

const none = [] as const
