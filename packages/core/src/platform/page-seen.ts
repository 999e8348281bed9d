import { abortable } from './deferred.ts'
import type { NetworkStatus } from './network-status.ts'

/**
 * Returns what waits until the page has been visible once. A page that is prerendered, or opens in the background, has done
 * nothing yet that the visitor asked for: it must not take a chat from the page in front.
 */
export function createPageSeen(network: NetworkStatus) {
  let seen = false
  return async (signal: AbortSignal | undefined): Promise<void> => {
    if (!seen && network.hidden) {
      let stop: () => void = () => undefined
      const visible = new Promise<void>((resolve) => {
        stop = network.subscribe((change) => change === 'visible' && resolve())
      })
      try {
        await abortable(visible, signal)
      } finally {
        stop()
      }
    }
    seen = true
  }
}
