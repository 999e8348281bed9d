import type { Clock } from '@chat-transport/core'

/** Bounds the waiting for application code and stores. Results that come too late are ignored. */
export class BoundedWait {
  readonly #clock: Clock
  readonly #waiting = new Set<(cause: Error) => void>()
  #state: 'waiting' | 'cut off' = 'waiting'

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The result of `run`. Rejects when `run` takes longer than `timeoutMs`, or when `cutOff()` is called first. */
  async within<Result>(timeoutMs: number, run: () => Result | Promise<Result>): Promise<Result> {
    let stopWaiting = () => undefined as void
    const tooLate = new Promise<never>((_resolve, reject) => {
      const stopTimer = this.#clock.after(timeoutMs, () => reject(new Error(`no answer within ${timeoutMs} ms`)))
      this.#waiting.add(reject)
      stopWaiting = () => {
        stopTimer()
        this.#waiting.delete(reject)
      }
      if (this.#state === 'cut off') reject(closing())
    })
    try {
      // What throws at once must not leave `tooLate` alone: nobody would handle its rejection.
      return await Promise.race([(async () => run())(), tooLate])
    } finally {
      stopWaiting()
    }
  }

  /** Stops all waiting: calls under way reject, and so do later ones. */
  cutOff(): void {
    this.#state = 'cut off'
    for (const reject of [...this.#waiting]) reject(closing())
  }
}

const closing = () => new Error('the back end is closing, and waits no longer')
