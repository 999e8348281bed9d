import type { Clock } from '@chat-transport/core'

/** A timer of which only the latest start counts. */
export class Countdown {
  readonly #clock: Clock
  #cancel: () => void = () => undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  start(delayMs: number, run: () => void): void {
    this.#cancel()
    this.#cancel = this.#clock.after(delayMs, run)
  }

  stop(): void {
    this.#cancel()
  }
}
