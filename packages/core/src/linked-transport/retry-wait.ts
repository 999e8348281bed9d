import type { Clock, Stopwatch } from '../platform/clock.ts'
import type { NetworkStatus } from '../platform/network-status.ts'

/** The browser can be wrong about being offline: after this long a dial is tried all the same. */
export const offlineRetryMs = 30_000

export interface RetryWait {
  readonly delayMs: number
  /** Time since the last dial. */
  readonly sinceDial: Stopwatch
  readonly clock: Clock
  readonly network: NetworkStatus
  readonly signal: AbortSignal
}

/** How long from now until the next dial, as far as is known now. */
export const dialDelayMs = ({ delayMs, sinceDial, network }: Pick<RetryWait, 'delayMs' | 'sinceDial' | 'network'>) =>
  network.online ? delayMs : Math.max(delayMs, offlineRetryMs - sinceDial.elapsedMs())

/**
 * Waits until it is time to dial again: after `delayMs`, at once when the page wakes or the network returns, and not while
 * the browser says offline unless nothing has been tried for 30 s. Resolves at once when `signal` aborts.
 */
export function waitToRetry({ delayMs, sinceDial, clock, network, signal }: RetryWait): Promise<void> {
  return new Promise((resolve) => {
    const due = () => {
      const offlineMs = network.online ? 0 : offlineRetryMs - sinceDial.elapsedMs()
      if (offlineMs > 0) cancel = clock.after(offlineMs, finish)
      else finish()
    }
    const finish = () => {
      cancel()
      unsubscribe()
      signal.removeEventListener('abort', finish)
      resolve()
    }
    let cancel = clock.after(delayMs, due)
    const unsubscribe = network.subscribe((change) => {
      if (change !== 'offline' && change !== 'pagehide' && network.online) finish()
    })
    signal.addEventListener('abort', finish)
    if (signal.aborted) finish()
  })
}
