import type { EventEmitter } from 'node:events'

type Listener = (this: EventEmitter, ...values: unknown[]) => void

/** An event of an emitter that one listener sees in place of those it had before, and passes on to them as it sees fit. */
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

  /** Takes the place of the listeners that are there now. Again: of those that have come since, too. */
  intercept(): void {
    this.#others = [...this.#others, ...this.#current()]
    this.#emitter.removeAllListeners(this.#event)
    this.#emitter.on(this.#event, this.#listener)
  }

  /** Calls the listeners that were there before; `false` when there are none. */
  callOthers(...values: Values): boolean {
    const others = this.#others
    // What was added by `once()` is wrapped, and the wrapper would remove itself from the emitter, where it is not.
    this.#others = others.filter((other) => !('listener' in other))
    for (const other of others) other.call(this.#emitter, ...values)
    return others.length > 0
  }

  /** Puts the listeners back in their order: those from before, then those that have come since. */
  restore(): void {
    const all = [...this.#others, ...this.#current()]
    this.#others = []
    this.#emitter.removeAllListeners(this.#event)
    for (const listener of all) this.#emitter.on(this.#event, listener)
  }

  #current(): Listener[] {
    // Not `listeners()`, which takes the wrapping off that makes a listener one for once.
    return (this.#emitter.rawListeners(this.#event) as Listener[]).filter((other) => other !== this.#listener)
  }
}
