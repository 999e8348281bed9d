import type { NetworkChange, NetworkStatus } from '@chat-transport/core'

/** A network status that the kit controls. It says offline from `offline` to `online`, and counts its listeners. */
export interface FakeNetwork extends NetworkStatus {
  tell(change: NetworkChange): void
  readonly listeners: number
}

export function fakeNetwork(): FakeNetwork {
  const listeners = new Set<(change: NetworkChange) => void>()
  let online = true
  return {
    get online() {
      return online
    },
    subscribe(listener) {
      const entry = (change: NetworkChange) => listener(change)
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
    tell(change) {
      if (change === 'online' || change === 'offline') online = change === 'online'
      for (const listener of [...listeners]) listener(change)
    },
    get listeners() {
      return listeners.size
    },
  }
}
