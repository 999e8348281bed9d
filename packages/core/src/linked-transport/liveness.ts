import { startStopwatch, type Clock } from '../platform/clock.ts'
import type { NetworkStatus } from '../platform/network-status.ts'

/** How long a written command may stay unacknowledged while nothing at all arrives. */
export const acknowledgementTimeoutMs = 5000
/** A deadline that fires later than this was held up with everything else in the page, frames included. */
const lateMs = 1000

export interface LivenessOptions {
  readonly silenceTimeoutMs: number
  readonly clock: Clock
  readonly network: NetworkStatus
  readonly signal: AbortSignal
  silent(cause: Error): void
}

export interface Liveness {
  /** Something arrived. */
  heard(): void
  /** A command was written that will be acknowledged; call what it returns when it has been. */
  awaiting(): () => void
  /** Epoch milliseconds of the last proof of life. */
  readonly lastHeardAt: number
}

/**
 * Measures silence on one line; sends no probe, since the far end promises a sign of life. A line is dead after
 * `silenceTimeoutMs` of silence, or 5 s after a command was written that nothing answers. One lazy timer, re-armed for the
 * remainder; on waking the clocks decide at once.
 */
export function watchLiveness({ silenceTimeoutMs, clock, network, signal, silent }: LivenessOptions): Liveness {
  const silence = startStopwatch(clock)
  /** Since a command was written, or acknowledged, while others wait. */
  const unanswered = startStopwatch(clock)
  let lastHeardAt = clock.now()
  let awaited = 0
  let disarm: () => void = () => undefined

  const remainingMs = () => {
    const silentMs = silence.elapsedMs()
    const forAnswerMs = awaited > 0 ? acknowledgementTimeoutMs - Math.min(silentMs, unanswered.elapsedMs()) : Infinity
    return Math.min(silenceTimeoutMs - silentMs, forAnswerMs)
  }
  const check = (wasLate = false) => {
    const remaining = remainingMs()
    if (remaining > 0) arm(remaining)
    else if (wasLate || remaining >= -lateMs) giveUp()
    else arm(lateMs, true)
  }
  const arm = (delayMs: number, wasLate = false) => {
    disarm()
    if (!signal.aborted) disarm = clock.after(delayMs, () => check(wasLate))
  }
  const giveUp = () =>
    silent(new Error(`unable to trust the line: nothing arrived for ${Math.round(silence.elapsedMs())} ms`))

  const unsubscribe = network.subscribe(() => remainingMs() <= 0 && giveUp())
  signal.addEventListener('abort', () => (disarm(), unsubscribe()), { once: true })
  arm(silenceTimeoutMs)

  return {
    heard() {
      lastHeardAt = clock.now()
      silence.restart()
    },
    awaiting() {
      if (awaited++ === 0) {
        unanswered.restart()
        arm(Math.min(acknowledgementTimeoutMs, remainingMs()))
      }
      return () => {
        awaited--
        unanswered.restart()
      }
    },
    get lastHeardAt() {
      return lastHeardAt
    },
  }
}
