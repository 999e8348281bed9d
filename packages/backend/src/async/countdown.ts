import type { Clock } from '@chat-transport/core'

/** A timer of which only the latest start counts. */
export class Countdown {
  readonly #clock: Clock
  #cancel: () => void = () => undefined
  #state: 'stopped' | 'running' | 'due' = 'stopped'

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether the time is up, and nobody has stopped or started it since. */
  get isDue(): boolean {
    return this.#state === 'due'
  }

  /** Calls `run` when the time is up: at once, if there is none. */
  start(delayMs: number, run: () => void): void {
    this.stop()
    this.#state = 'running'
    const end = () => {
      this.#state = 'due'
      run()
    }
    if (delayMs > 0) this.#cancel = this.#clock.after(delayMs, end)
    else end()
  }

  stop(): void {
    this.#cancel()
    this.#state = 'stopped'
  }
}
