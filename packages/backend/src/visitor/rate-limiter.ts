import { abortableDelay, createTokenBucket } from '@chat-transport/core'
import type { Clock, TokenBucket } from '@chat-transport/core'
import { SerialQueue } from '../async/serial-queue.ts'

/** Lets `perSecond` calls pass each second; the rest wait, in order. One second's worth may pass at once. */
export class RateLimiter {
  readonly #bucket: TokenBucket
  readonly #clock: Clock
  readonly #turns = new SerialQueue()

  constructor(perSecond: number, clock: Clock) {
    this.#bucket = createTokenBucket({ perSecond, clock })
    this.#clock = clock
  }

  /** `undefined`: it is the caller's turn. A promise: it is when that resolves, or the signal aborts. */
  turn(getSignal: () => AbortSignal): Promise<void> | undefined {
    if (this.#turns.size === 0 && this.#bucket.tryAcquire()) return undefined
    // At once: the line may end before the turn begins.
    const signal = getSignal()
    return this.#turns.run(() => this.#wait(signal))
  }

  async #wait(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.#bucket.tryAcquire())
      await abortableDelay(this.#clock, this.#bucket.waitMs(), signal)
  }
}
