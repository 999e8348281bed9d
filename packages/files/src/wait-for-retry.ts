import type { Clock, Wakeups } from '@chat-transport/core'

export interface RetryWaitParts {
  readonly clock: Clock
  readonly wakeups: Wakeups
  readonly signal: AbortSignal
}

const longestDelayMs = 10_000
/** "Offline" may be wrong: it is tried all the same, though not often. */
const offlineDelayMs = 30_000

/** How long to wait after this many failures in a row, in milliseconds. */
export function retryDelayMs(attempt: number, { clock }: Pick<RetryWaitParts, 'clock'>): number {
  const steps = Math.min(longestDelayMs, 200 * 2 ** Math.min(attempt - 1, 10))
  return Math.round(steps * (0.5 + 0.5 * clock.random()))
}

/**
 * Waits before the next attempt, no longer than until the network is back or the page wakes, unless the server has asked
 * to be left alone (`atLeastMs`). Resolves at once when `signal` aborts.
 */
export function waitForRetry(delayMs: number, atLeastMs: number, parts: RetryWaitParts): Promise<void> {
  const { clock, wakeups, signal } = parts
  return new Promise((resolve) => {
    const longestMs = Math.max(atLeastMs, wakeups.online ? delayMs : Math.max(delayMs, offlineDelayMs))
    const finish = () => {
      stopTimer()
      unsubscribe()
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const stopTimer = clock.after(longestMs, finish)
    const unsubscribe = wakeups.subscribe(() => {
      if (atLeastMs === 0) finish()
    })
    signal.addEventListener('abort', finish)
    if (signal.aborted) finish()
  })
}
