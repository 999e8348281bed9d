import { startStopwatch, type Clock } from '../platform/clock.ts'
import { whenElapsed } from '../platform/timers.ts'
import type { Wakeups } from '../platform/wakeups.ts'

/** How long a written command may stay unacknowledged while nothing at all arrives. */
export const acknowledgementTimeoutMs = 5000
/** A timer that fires later than this was held up along with everything else in the page, frames included. */
const lateMs = 1000

export interface LivenessOptions {
  readonly silenceTimeoutMs: number
  readonly clock: Clock
  readonly wakeups: Wakeups
  readonly signal: AbortSignal
  silent(why: string): void
}

export interface Liveness {
  /** Something arrived. */
  heard(): void
  /** A command that will be acknowledged was written. Call the function that this returns when the acknowledgement comes. */
  awaiting(): () => void
}

/**
 * Measures silence on one line. It sends no probe, since the far end promises a sign of life. A line is dead after
 * `silenceTimeoutMs` of silence, or 5 s after a command was written that nothing answers.
 */
export function watchLiveness({ silenceTimeoutMs, clock, wakeups, signal, silent }: LivenessOptions): Liveness {
  const silence = startStopwatch(clock)
  /** Since a command was written; restarts when one is acknowledged while others wait. */
  const unanswered = startStopwatch(clock)
  let awaited = 0

  const remainingMs = () => {
    const silentMs = silence.elapsedMs()
    const forAnswerMs = awaited > 0 ? acknowledgementTimeoutMs - Math.min(silentMs, unanswered.elapsedMs()) : Infinity
    return Math.min(silenceTimeoutMs - silentMs, forAnswerMs)
  }
  const run = () => silent(`unable to trust the line: nothing arrived for ${Math.round(silence.elapsedMs())} ms`)
  const timer = whenElapsed(remainingMs, { clock, wakeups, lateMs, run })
  signal.addEventListener('abort', timer.stop, { once: true })

  return {
    heard: silence.restart,
    awaiting() {
      if (awaited++ === 0) {
        unanswered.restart()
        timer.check()
      }
      return () => {
        awaited--
        unanswered.restart()
      }
    },
  }
}
