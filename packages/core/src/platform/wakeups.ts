import type { NetworkChange, NetworkStatus } from './network-status.ts'
import { sharedSource } from './shared-source.ts'

/**
 * `woke`: the page is in front again, perhaps after a sleep. `online`: the network is back. `unfrozen`: the page came out of
 * the back/forward cache, so its line cannot be trusted.
 */
export type Wakeup = 'woke' | 'online' | 'unfrozen'

/** The moments at which a connection looks at its clocks and its line again, from one subscription to `NetworkStatus`. */
export interface Wakeups {
  /** False while the browser says offline. It can be wrong. */
  readonly online: boolean
  /** Returns the function that removes the listener. */
  subscribe(listener: (wakeup: Wakeup) => void): () => void
}

const wakeups: { readonly [Change in NetworkChange]?: Wakeup } = {
  online: 'online',
  visible: 'woke',
  pageshow: 'woke',
  'pageshow-persisted': 'unfrozen',
}

/** What of a page's news is a moment to look again: what waits needs no list of its own. */
export function createWakeups(network: NetworkStatus): Wakeups {
  return {
    get online() {
      return network.online
    },
    subscribe: sharedSource((tell) =>
      network.subscribe((change) => {
        const wakeup = wakeups[change]
        if (wakeup) tell(wakeup)
      }),
    ),
  }
}
