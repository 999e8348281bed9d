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
 * How much one sender may ask of the server, a line or an address: every Bayeux message costs, also one that is no command.
 * What goes beyond is read later, so that a flood costs its sender time, and nobody else. One second's worth may come at once.
 */
export class MessageBudget {
  readonly #rate: MessageRate
  readonly #clock: Clock
  readonly #bucket: TokenBucket

  constructor({ clock, ...rate }: MessageRate & { readonly clock: Clock }) {
    this.#rate = rate
    this.#clock = clock
    this.#bucket = createTokenBucket({ perSecond: rate.messagesPerSecond, clock })
  }

  /** A frame has been read. */
  spend({ messages, bytes }: FrameSize): void {
    this.#bucket.spend(Math.max(messages, Math.ceil(bytes / this.#rate.bytesPerMessage)))
  }

  /** How long it takes until what was read beyond the budget is made up for; 0 if there is nothing. */
  get waitMs(): number {
    return this.#bucket.waitMs(0)
  }

  /** Whether nothing was read lately. */
  get isIdle(): boolean {
    return this.#bucket.waitMs(this.#rate.messagesPerSecond) === 0
  }

  /**
   * `undefined`: go on reading. A promise: what was read goes beyond the budget; it resolves when that is made up for, or
   * when `signal` aborts.
   */
  room(signal: AbortSignal): Promise<void> | undefined {
    const { waitMs } = this
    return waitMs > 0 && !signal.aborted ? abortableDelay(this.#clock, waitMs, signal) : undefined
  }
}

/** What a read of the network costs that completes no frame: many small ones cost more than one large one. */
export class ReadCount {
  #reads = 0

  /** The network was read. Gives the cost, if it costs anything. */
  read(): FrameSize | undefined {
    this.#reads = (this.#reads + 1) % readsPerMessage
    return this.#reads === 0 ? { messages: 1, bytes: 0 } : undefined
  }
}

/** A segment is 500 bytes at least, so the bytes of a large frame cost more than its reads. */
const readsPerMessage = 16
