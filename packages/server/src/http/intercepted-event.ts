import type { EventEmitter } from 'node:events'

type Listener = (this: EventEmitter, ...values: unknown[]) => void

/** Puts one listener in place of the listeners of an event. It can call the others. */
export class InterceptedEvent<Values extends unknown[]> {
  readonly #emitter: EventEmitter
  readonly #event: string
  readonly #listener: Listener
  #others: readonly Listener[] = []

  constructor(emitter: EventEmitter, event: string, listener: (...values: Values) => void) {
    this.#emitter = emitter
    this.#event = event
    this.#listener = listener as Listener
  }

  /** Replaces the current listeners. A second call also replaces those added since. */
  intercept(): void {
    this.#others = [...this.#others, ...this.#current()]
    this.#emitter.removeAllListeners(this.#event)
    this.#emitter.on(this.#event, this.#listener)
  }

  /** Calls the replaced listeners. Returns `false` if there are none. */
  callOthers(...values: Values): boolean {
    const others = this.#others
    // A listener added by `once()` cannot remove itself here, because it is not on the emitter any more.
    this.#others = others.filter((other) => !('listener' in other))
    for (const other of others) other.call(this.#emitter, ...values)
    return others.length > 0
  }

  /** Puts the listeners back in their order: first the replaced ones, then those added since. */
  restore(): void {
    const all = [...this.#others, ...this.#current()]
    this.#others = []
    this.#emitter.removeAllListeners(this.#event)
    for (const listener of all) this.#emitter.on(this.#event, listener)
  }

  #current(): Listener[] {
    // `listeners()` would lose which of them were added by `once()`.
    return (this.#emitter.rawListeners(this.#event) as Listener[]).filter((other) => other !== this.#listener)
  }
}
