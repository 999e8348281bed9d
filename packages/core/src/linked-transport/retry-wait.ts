import { startStopwatch, type Clock, type Stopwatch } from '../platform/clock.ts'
import { inMicrotask } from '../platform/in-microtask.ts'
import { whenElapsed } from '../platform/timers.ts'
import type { Wakeups } from '../platform/wakeups.ts'

/** The browser can be wrong about being offline: after this long a dial is tried all the same. */
const offlineRetryMs = 30_000

export interface RetryWait {
  readonly delayMs: number
  /** The server wants to be left alone for so long, whatever wakes the page. @default 0 */
  readonly retryAfterMs?: number
  /** Time since the last dial. */
  readonly sinceDial: Stopwatch
  readonly clock: Clock
  readonly wakeups: Wakeups
  readonly signal: AbortSignal
}

/** How long from now until the next dial, as far as is known now. */
export const dialDelayMs = ({ delayMs, sinceDial, wakeups }: Pick<RetryWait, 'delayMs' | 'sinceDial' | 'wakeups'>) =>
  wakeups.online ? delayMs : Math.max(delayMs, offlineRetryMs - sinceDial.elapsedMs())

/**
 * Waits until it is time to dial again: after `delayMs`, or when the page wakes or the network returns, at once or after
 * `retryAfterMs`. While the
 * browser says offline it waits on, until nothing has been tried for 30 s. Resolves at once when `signal` aborts.
 */
export function waitToRetry({
  delayMs,
  retryAfterMs = 0,
  sinceDial,
  clock,
  wakeups,
  signal,
}: RetryWait): Promise<void> {
  return new Promise((resolve) => {
    const waited = startStopwatch(clock)
    const remainingMs = () => dialDelayMs({ delayMs: delayMs - waited.elapsedMs(), sinceDial, wakeups })
    const finish = () => {
      timer.stop()
      unsubscribe()
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const wake = () => wakeups.online && waited.elapsedMs() >= retryAfterMs && finish()
    const unsubscribe = wakeups.subscribe(wake)
    signal.addEventListener('abort', finish)
    const timer = whenElapsed(remainingMs, { clock, wakeups, run: () => inMicrotask(finish) })
    if (signal.aborted) finish()
  })
}
