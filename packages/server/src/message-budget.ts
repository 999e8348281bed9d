import { delay, type Clock } from '@chat-transport/core'

/**
 * How much one line may ask of the server, whatever it asks: every Bayeux message costs, also one that is no command. What
 * goes beyond is read later, so that a flood takes its own time and nobody else's. One second's worth may come at once.
 */
export class MessageBudget {
  readonly #perSecond: number
  readonly #clock: Clock
  #left: number
  #countedAt: number

  constructor({ messagesPerSecond, clock }: { readonly messagesPerSecond: number; readonly clock: Clock }) {
    this.#perSecond = messagesPerSecond
    this.#clock = clock
    this.#left = messagesPerSecond
    this.#countedAt = clock.monotonic()
  }

  /** So many messages have been read. */
  spend(messages: number): void {
    this.#refill()
    this.#left -= messages
  }

  /** `undefined`: go on reading. A promise: what was read goes beyond the budget; it resolves when that is made up for. */
  room(signal: AbortSignal): Promise<void> | undefined {
    this.#refill()
    if (this.#left >= 0) return undefined
    return delay(this.#clock, Math.ceil((-this.#left * 1000) / this.#perSecond), signal)
  }

  #refill(): void {
    const now = this.#clock.monotonic()
    this.#left = Math.min(this.#perSecond, this.#left + ((now - this.#countedAt) * this.#perSecond) / 1000)
    this.#countedAt = now
  }
}
