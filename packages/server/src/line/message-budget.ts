import { abortableDelay, createTokenBucket, type Clock, type TokenBucket } from '@chat-transport/core'

/** How many messages a command may cost: itself, and over long-polling the polls that fetch its event. */
export const messagesPerCommand = 5

/** How much a sender may ask of the server. */
export interface MessageRate {
  readonly messagesPerSecond: number
  /** A frame costs at least one message for this many bytes, because large frames take longer to read. */
  readonly bytesPerMessage: number
}

/** The size of one frame, which decides its cost. */
export interface FrameSize {
  readonly messages: number
  readonly bytes: number
}

/**
 * How much one line may ask of the server: every Bayeux message costs, also one that is no command. What goes beyond is read
 * later, so that a flood costs its sender time, and nobody else. One second's worth may come at once.
 */
export class MessageBudget {
  readonly #bytesPerMessage: number
  readonly #clock: Clock
  readonly #bucket: TokenBucket

  constructor({ clock, messagesPerSecond, bytesPerMessage }: MessageRate & { readonly clock: Clock }) {
    this.#bytesPerMessage = bytesPerMessage
    this.#clock = clock
    this.#bucket = createTokenBucket({ perSecond: messagesPerSecond, clock })
  }

  /** A frame has been read. */
  spend({ messages, bytes }: FrameSize): void {
    this.#bucket.spend(Math.max(messages, Math.ceil(bytes / this.#bytesPerMessage)))
  }

  /**
   * `undefined`: go on reading. A promise: what was read goes beyond the budget; it resolves when that is made up for, or
   * when `signal` aborts.
   */
  room(signal: AbortSignal): Promise<void> | undefined {
    const waitMs = signal.aborted ? 0 : this.#bucket.waitMs(0)
    return waitMs > 0 ? abortableDelay(this.#clock, waitMs, signal) : undefined
  }
}
