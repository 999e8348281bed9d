import { delay } from '@chat-transport/core'
import type { Clock, Limits } from '@chat-transport/core'
import { SerialQueue } from './serial-queue.ts'

/** What one session may use. The first two are told to the page, which keeps to them. */
export interface BackendLimits extends Limits {
  /**
   * The size of one command as JSON in UTF-8; a larger one is refused with error 3.
   * @default 32768
   */
  readonly messageBytes: number
  /**
   * Commands beyond this rate wait, none is refused. One second's worth may come at once.
   * @default 20
   */
  readonly commandsPerSecond: number
  /**
   * How many transcript events are kept. Beyond it the oldest go, and `first` of an attach answer moves.
   * @default 250000
   */
  readonly transcriptEvents: number
}

export const defaultLimits: BackendLimits = Object.freeze({
  messageBytes: 32_768,
  commandsPerSecond: 20,
  transcriptEvents: 250_000,
})

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
      while (!signal.aborted && !this.#takeToken()) await delay(this.#clock, this.#nextTokenInMs(), signal)
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

/** The size of `text` in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let place = 0; place < text.length; place++) {
    const unit = text.charCodeAt(place)
    if (unit > 0x7f) bytes++
    // A surrogate is half of a character of four bytes.
    if (unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff)) bytes++
  }
  return bytes
}
