/** Below this number, values that are idle are not looked for. */
const few = 1_000

/** What is known by a key, such as an address. A value that is idle is forgotten: it says no more than a new one would. */
export class IdleMap<Value extends { readonly isIdle: boolean }> {
  readonly #create: () => Value
  readonly #known = new Map<string, Value>()
  #sweepAt = few

  constructor(create: () => Value) {
    this.#create = create
  }

  get size(): number {
    return this.#known.size
  }

  /** Gives the value of the key, a new one if none is known. */
  of(key: string): Value {
    const known = this.#known.get(key)
    if (known) return known
    if (this.#known.size >= this.#sweepAt) this.#sweep()
    const value = this.#create()
    this.#known.set(key, value)
    return value
  }

  /** Each sweep takes as long as there are values, so the next is due when they have doubled. */
  #sweep(): void {
    for (const [key, value] of this.#known) if (value.isIdle) this.#known.delete(key)
    this.#sweepAt = Math.max(few, 2 * this.#known.size)
  }
}
