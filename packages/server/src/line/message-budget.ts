import { abortableDelay, type Clock } from '@chat-transport/core'

/** What a command may cost: one message, and over long-polling the polls that fetch what comes of it. */
export const messagesPerCommand = 5

/** How much a sender may ask of the server. */
export interface MessageRate {
  readonly messagesPerSecond: number
  /** A frame costs one message for each so many bytes, if that is more than it holds: reading it takes as long. */
  readonly bytesPerMessage: number
}

/** What one frame asks. */
export interface FrameSize {
  readonly messages: number
  readonly bytes: number
}

/**
 * How much one line may ask of the server, whatever it asks: every Bayeux message costs, also one that is no command. What
 * goes beyond is read later, so that a flood takes its own time and nobody else's. One second's worth may come at once.
 */
export class MessageBudget {
  readonly #rate: MessageRate
  readonly #clock: Clock
  #left: number
  #countedAt: number

  constructor({ clock, ...rate }: MessageRate & { readonly clock: Clock }) {
    this.#rate = rate
    this.#clock = clock
    this.#left = rate.messagesPerSecond
    this.#countedAt = clock.monotonic()
  }

  /** A frame has been read. */
  spend({ messages, bytes }: FrameSize): void {
    this.#refill()
    this.#left -= Math.max(messages, Math.ceil(bytes / this.#rate.bytesPerMessage))
  }

  /**
   * `undefined`: go on reading. A promise: what was read goes beyond the budget; it resolves when that is made up for.
   * Once `signal` has aborted nobody has to wait.
   */
  room(signal: AbortSignal): Promise<void> | undefined {
    this.#refill()
    if (this.#left >= 0 || signal.aborted) return undefined
    return abortableDelay(this.#clock, Math.ceil((-this.#left * 1000) / this.#rate.messagesPerSecond), signal)
  }

  #refill(): void {
    const now = this.#clock.monotonic()
    const { messagesPerSecond } = this.#rate
    this.#left = Math.min(messagesPerSecond, this.#left + ((now - this.#countedAt) * messagesPerSecond) / 1000)
    this.#countedAt = now
  }
}
