import type { Clock } from '@chat-transport/core'

const settled = Promise.resolve()

/** Bounds the waiting for application code and stores. Results that come too late are ignored. */
export class BoundedWait {
  readonly #clock: Clock
  /** What ends each wait without its result. */
  readonly #waiting = new Set<(cause: unknown) => void>()
  #state: 'waiting' | 'cut off' = 'waiting'

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The result of `run`. Rejects when `run` takes longer than `timeoutMs`, or when `cutOff()` is called first. */
  within<Result>(timeoutMs: number, run: () => Result | Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#state === 'cut off') throw closing()
      let stopTimer = () => undefined as void
      const over = () => {
        stopTimer()
        this.#waiting.delete(giveUp)
      }
      const giveUp = (cause: unknown) => {
        over()
        reject(cause)
      }
      this.#waiting.add(giveUp)
      try {
        Promise.resolve(run()).then((value) => {
          over()
          resolve(value)
        }, giveUp)
      } catch (cause) {
        giveUp(cause)
      }
      // Most results are there by now, as those of the store in memory are. They need no timer.
      void settled.then(() => {
        if (!this.#waiting.has(giveUp)) return
        stopTimer = this.#clock.after(timeoutMs, () => giveUp(new Error(`no answer within ${timeoutMs} ms`)))
      })
    })
  }

  /** Stops all waiting: calls under way reject, and later ones are not begun. */
  cutOff(): void {
    this.#state = 'cut off'
    for (const giveUp of this.#waiting) giveUp(closing())
  }
}

const closing = () => new Error('the back end is closing, and waits no longer')
