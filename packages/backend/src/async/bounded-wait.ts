import type { Clock } from '@chat-transport/core'

/** Bounds the waiting for what is not ours: stores and hooks. What comes too late is no longer listened to. */
export class Deadlines {
  readonly #clock: Clock
  readonly #waiting = new Set<(cause: Error) => void>()
  #state: 'waiting' | 'cut off' = 'waiting'

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** What `run` gives, or an `Error` when that takes longer than `timeoutMs` or `cutOff()` comes first. */
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
      return await Promise.race([run(), tooLate])
    } finally {
      stopWaiting()
    }
  }

  /** Waits for nothing any more: what is under way fails, and so does what is asked for later. */
  cutOff(): void {
    this.#state = 'cut off'
    for (const reject of [...this.#waiting]) reject(closing())
  }
}

const closing = () => new Error('the back end is closing, and waits no longer')
