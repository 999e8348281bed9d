import { startStopwatch, type Clock } from '../platform/clock.ts'
import { whenElapsed } from '../platform/timers.ts'
import type { Wakeups } from '../platform/wakeups.ts'

/** How long a written command may stay unacknowledged while nothing at all arrives, besides the time that it takes to go up. */
const acknowledgementTimeoutMs = 5000
/** What a slow line carries up, which no browser lets a page see: 2 kB/s. */
const bytesPerMs = 2
/** If a timer fires this late, the whole page was blocked: frames may wait unread, so silence is not certain yet. */
const lateMs = 1000

export interface LivenessOptions {
  readonly silenceTimeoutMs: number
  readonly patience: number
  readonly clock: Clock
  readonly wakeups: Wakeups
  readonly signal: AbortSignal
  silent(why: string): void
}

export interface AwaitedCommand {
  /** How much of it has to go up. Asked whenever the timer looks, so not for each command. */
  bytes(): number
  /** The line has ended before the acknowledgement. */
  lost(): void
}

export interface Liveness {
  /** Something arrived. */
  heard(): void
  /** What the attach answer named has come. */
  caughtUp(): void
  /** A command that will be acknowledged was written. Call the function that this returns when the acknowledgement comes. */
  awaiting(command: AwaitedCommand): () => void
}

/**
 * Measures silence on one line. It sends no probe, since the far end promises a sign of life. A line is dead after
 * `silenceTimeoutMs` of silence, or 5 s after a command was written that nothing answers. While it catches up or a command is
 * unanswered it has `patience` times as long: after lines that were too slow for one large event or command.
 */
export function watchLiveness(options: LivenessOptions): Liveness {
  const { silenceTimeoutMs, patience, clock, wakeups, signal, silent } = options

  const silence = startStopwatch(clock)
  /** Since a command was written; restarts when one is acknowledged while others wait. */
  const unanswered = startStopwatch(clock)
  /** In the order written. Nothing that was written later delays the oldest. */
  const awaited = new Set<AwaitedCommand>()
  let isCatchingUp = true

  const remainingMs = () => {
    const silentMs = silence.elapsedMs()
    const [oldest] = awaited
    if (!oldest) return silenceTimeoutMs * (isCatchingUp ? patience : 1) - silentMs
    const goesUpMs = oldest.bytes() / bytesPerMs
    return Math.min(
      (silenceTimeoutMs + goesUpMs) * patience - silentMs,
      (acknowledgementTimeoutMs + goesUpMs) * patience - Math.min(silentMs, unanswered.elapsedMs()),
    )
  }
  const run = () => silent(`unable to trust the line: nothing arrived for ${Math.round(silence.elapsedMs())} ms`)
  const timer = whenElapsed(remainingMs, { clock, wakeups, lateMs, run })
  signal.addEventListener('abort', () => {
    timer.stop()
    for (const command of awaited) command.lost()
  })
  /** Less may remain from now on. The timer finds how much when it looks, so that no command has its bytes counted for it. */
  const changed = () => {
    const mostMs = awaited.size > 0 ? acknowledgementTimeoutMs : Infinity
    // The silence may be over already: after a sleep that woke nobody, the armed timer still waits.
    timer.checkWithin(Math.max(0, Math.min(mostMs, silenceTimeoutMs - silence.elapsedMs())))
  }

  return {
    heard: silence.restart,
    caughtUp() {
      isCatchingUp = false
      changed()
    },
    awaiting(command) {
      if (awaited.size === 0) unanswered.restart()
      awaited.add(command)
      changed()
      return () => {
        awaited.delete(command)
        unanswered.restart()
        changed()
      }
    },
  }
}
