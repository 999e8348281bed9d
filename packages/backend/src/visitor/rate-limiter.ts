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

  /** Resolves when it is the caller's turn, or when `signal` aborts. */
  async turn(signal: AbortSignal): Promise<void> {
    if (this.#turns.size === 0 && this.#bucket.tryAcquire()) return
    await this.#turns.run(async () => {
      while (!signal.aborted && !this.#bucket.tryAcquire())
        await abortableDelay(this.#clock, this.#bucket.waitMs(), signal)
    })
  }
}
