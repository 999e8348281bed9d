import type { Clock, NetworkStatus } from '@chat-transport/core'

export interface RetryWaitParts {
  readonly clock: Clock
  readonly network: NetworkStatus
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
 * Waits before the next attempt, no longer than until the network is back or the page is seen again, unless the server has asked
 * to be left alone (`atLeastMs`). Resolves at once when `signal` aborts.
 */
export function waitForRetry(delayMs: number, atLeastMs: number, parts: RetryWaitParts): Promise<void> {
  const { clock, network, signal } = parts
  return new Promise((resolve) => {
    const longestMs = Math.max(atLeastMs, network.online ? delayMs : Math.max(delayMs, offlineDelayMs))
    const finish = () => {
      stopTimer()
      unsubscribe()
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const stopTimer = clock.after(longestMs, finish)
    const unsubscribe = network.subscribe((change) => {
      if (atLeastMs === 0 && ['online', 'visible', 'pageshow-persisted'].includes(change)) finish()
    })
    signal.addEventListener('abort', finish)
    if (signal.aborted) finish()
  })
}
