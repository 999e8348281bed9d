import type { NetworkStatus } from '@chat-transport/core'

/**
 * Tells when another tab may have changed what is stored under `key`; `null`: under any. A page that was put away or frozen was not
 * told, so it is when it is shown again. Returns what ends that.
 */
export function watchOtherTabs(network: NetworkStatus, changed: (key: string | null) => void): () => void {
  const scope = new AbortController()
  const { signal } = scope
  globalThis.window?.addEventListener?.('storage', ({ key }) => changed(key), { signal })
  const stop = network.subscribe((change) => {
    if (change === 'visible' || change === 'pageshow' || change === 'pageshow-persisted') changed(null)
  })
  return () => {
    stop()
    scope.abort()
  }
}
