import { abortableDelay, createTokenBucket } from '@chat-transport/core'
import type { Clock, TokenBucket } from '@chat-transport/core'
import type { ReplayTurns } from './replay-turns.ts'

/** So many times a session's whole transcript may be sent again at once, and once more each minute. */
const burstOfTranscripts = 3
/** A transcript counts as at least this large. */
const leastTranscriptBytes = 1024 * 1024

export interface ReplayPaceOptions {
  readonly turns: ReplayTurns
  readonly clock: Clock
  readonly maxTranscriptBytes: number
}

/**
 * How fast a session's transcript is sent again, on all its lines together. A page that asks for it again and again gets it
 * more slowly, at the rate of a whole transcript a minute; it is never refused.
 */
export class ReplayPace {
  readonly #turns: ReplayTurns
  readonly #clock: Clock
  readonly #budget: TokenBucket

  constructor({ turns, clock, maxTranscriptBytes }: ReplayPaceOptions) {
    const transcriptBytes = Math.max(leastTranscriptBytes, maxTranscriptBytes)
    this.#turns = turns
    this.#clock = clock
    this.#budget = createTokenBucket({
      perSecond: transcriptBytes / 60,
      burst: burstOfTranscripts * transcriptBytes,
      clock,
    })
  }

  /**
   * `undefined`: a page may be sent. A promise: it may be when that resolves, or `signal` has aborted. The first page of a line
   * waits for no other replay.
   */
  turn(isFirst: boolean, signal: AbortSignal): Promise<void> | undefined {
    const waitMs = this.#budget.waitMs(0)
    if (waitMs > 0 && !signal.aborted)
      return abortableDelay(this.#clock, waitMs, signal).then(() => this.turn(isFirst, signal))
    return isFirst ? undefined : this.#turns.turn(signal)
  }

  spend(bytes: number): void {
    this.#budget.spend(bytes)
  }

  /** So many bytes wait in a full line until `taken` settles. */
  hold(bytes: number, taken: Promise<void>, signal: AbortSignal): void {
    this.#turns.hold(bytes, taken, signal)
  }
}
