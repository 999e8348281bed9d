import type { NetworkChange, NetworkStatus } from '@chat-transport/core'

/** The network status of one page, and its own visibility. */
export interface PageNetwork extends NetworkStatus {
  /** The number of listeners. */
  readonly listeners: number
  tell(change: NetworkChange): void
}

export function pageNetwork(): PageNetwork {
  const listeners = new Set<(change: NetworkChange) => void>()
  return {
    online: true,
    subscribe(listener) {
      const own: typeof listener = (change) => listener(change)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    get listeners() {
      return listeners.size
    },
    tell(change) {
      for (const listener of [...listeners]) listener(change)
    },
  }
}
