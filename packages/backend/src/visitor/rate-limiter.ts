import { abortableDelay } from '@chat-transport/core'
import type { Clock } from '@chat-transport/core'
import { SerialQueue } from '../async/serial-queue.ts'

/** Lets `perSecond` pass each second, the rest in order and later: a bucket of tokens that holds one second's worth. */
export class RateLimiter {
  readonly #perSecond: number
  readonly #clock: Clock
  readonly #turns = new SerialQueue()
  #tokens: number
  #filledAt: number

  constructor(perSecond: number, clock: Clock) {
    this.#perSecond = perSecond
    this.#clock = clock
    this.#tokens = perSecond
    this.#filledAt = clock.monotonic()
  }

  /** Resolves when it is the caller's turn, or when `signal` aborts. */
  async turn(signal: AbortSignal): Promise<void> {
    if (this.#turns.size === 0 && this.#takeToken()) return
    await this.#turns.run(async () => {
      while (!signal.aborted && !this.#takeToken()) await abortableDelay(this.#clock, this.#nextTokenInMs(), signal)
    })
  }

  #takeToken(): boolean {
    const now = this.#clock.monotonic()
    this.#tokens = Math.min(this.#perSecond, this.#tokens + ((now - this.#filledAt) * this.#perSecond) / 1000)
    this.#filledAt = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  #nextTokenInMs(): number {
    return Math.max(1, Math.ceil(((1 - this.#tokens) * 1000) / this.#perSecond))
  }
}
