import type { FrontSettings } from '../chat-server-options.ts'
import { KeptBytes, type AddressQuota } from '../line/address-quotas.ts'
import { MessageBudget, messagesPerCommand, ReadCount, type FrameSize } from '../line/message-budget.ts'

/**
 * What a socket's client has sent, counted for its line: messages, control frames, reads of the network. Its address
 * accounts for messages as long as no line does, and for the bytes of a frame whose end has not come.
 */
export class LineTraffic {
  readonly #quota: AddressQuota
  readonly #settings: FrontSettings
  readonly #budget: MessageBudget
  readonly #reads = new ReadCount()
  /** Ends all waiting. */
  readonly #scope = new AbortController()
  readonly #signal = this.#scope.signal
  #state: 'unattached' | 'attached' | 'over' = 'unattached'
  readonly #kept: KeptBytes
  /** Of the frames that ended in the read that is being handled. */
  #framedBytes = 0

  constructor(quota: AddressQuota, settings: FrontSettings) {
    this.#quota = quota
    this.#settings = settings
    this.#kept = new KeptBytes(quota.bytes)
    this.#budget = new MessageBudget(settings)
  }

  /** Whether the line has sent more than it may. */
  get isSpent(): boolean {
    return this.#budget.waitMs > 0
  }

  attached(): void {
    if (this.#state === 'unattached') this.#state = 'attached'
  }

  /** A frame is being read. */
  spend(size: FrameSize): void {
    this.#budget.spend(size)
    if (this.#state === 'unattached') this.#quota.budget.spend(size)
  }

  /** For its address a handshake counts as much as a command, because the server keeps the line it opens. */
  spendHandshake(): void {
    this.#quota.budget.spend({ messages: messagesPerCommand - 1, bytes: 0 })
  }

  /** A ping or a pong has come. It asks so little that its address need not account for it. */
  controlled(payloadBytes: number): void {
    this.framed(payloadBytes)
    this.#budget.spend({ messages: 1, bytes: 0 })
  }

  /** A frame has come to its end. */
  framed(payloadBytes: number): void {
    this.#framedBytes += payloadBytes + (payloadBytes < 126 ? 6 : payloadBytes < 65_536 ? 8 : 14)
  }

  /** The network was read, and frames that ended in it were handled. Tells what is too much about it. */
  received(bytes: number): 'too-large' | 'no-room' | undefined {
    if (this.#state === 'over') return undefined
    const read = this.#reads.read()
    if (read) this.#budget.spend(read)
    const unfinished = this.#kept.bytes + bytes - this.#framedBytes
    // A message in fragments has more headers than were counted.
    const kept = this.#framedBytes > 0 ? Math.min(bytes, Math.max(0, unfinished)) : unfinished
    this.#framedBytes = 0
    if (!this.#kept.keep(kept)) return 'no-room'
    const isTooLarge = this.#state === 'unattached' && kept > this.#settings.maxHandshakeBytes
    return isTooLarge ? 'too-large' : undefined
  }

  /** Gives a promise while more was sent than may be. */
  room(): Promise<void> | undefined {
    const full = this.#budget.room(this.#signal)
    return full || this.#state !== 'unattached' ? full : this.#quota.budget.room(this.#signal)
  }

  end(): void {
    this.#state = 'over'
    this.#kept.keep(0)
    this.#scope.abort()
  }
}
