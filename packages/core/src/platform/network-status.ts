import { sharedSource } from './shared-source.ts'

/**
 * What the page and the browser say about the network. The only place that listens to page events; no
 * `unload`/`beforeunload`, which would keep the page out of the back/forward cache.
 */
export interface NetworkStatus {
  /** False while the browser says offline. It can be wrong. */
  readonly online: boolean
  /** True while nobody can see the page: it is in the background, or being prerendered. @default false */
  readonly hidden?: boolean
  /** Calls `listener` for each change; returns the function that removes it. */
  subscribe(listener: (change: NetworkChange) => void): () => void
}

/**
 * `visible`: the tab came to the front. `pageshow`: the page is shown (iOS says only this). `pageshow-persisted`: it came
 * out of the back/forward cache. `pagehide`: it may be gone for good. `freeze`: the browser stops the page, for as long as it
 * likes, until `resume`; not all browsers say so.
 */
export type NetworkChange =
  'online' | 'offline' | 'visible' | 'pageshow' | 'pageshow-persisted' | 'pagehide' | 'freeze' | 'resume'

/**
 * The page's own status. All subscribers share one set of page listeners, which exists only while somebody is subscribed.
 * Where there is no page, as in Node, in workers and in React Native, it is always online and silent.
 */
export const systemNetworkStatus: NetworkStatus = {
  get online() {
    return typeof navigator === 'undefined' || navigator.onLine !== false
  },
  get hidden() {
    return typeof document !== 'undefined' && document.visibilityState === 'hidden'
  },
  subscribe: sharedSource(listenToPage),
}

function listenToPage(tell: (change: NetworkChange) => void): () => void {
  if (!globalThis.window?.addEventListener || !globalThis.document?.addEventListener) return () => undefined
  const scope = new AbortController()
  const { signal } = scope
  for (const type of ['online', 'offline', 'pagehide'] as const)
    window.addEventListener(type, () => tell(type), { signal })
  window.addEventListener('pageshow', (event) => tell(event.persisted ? 'pageshow-persisted' : 'pageshow'), { signal })
  for (const type of ['freeze', 'resume'] as const) document.addEventListener(type, () => tell(type), { signal })
  const toldVisible = () => document.visibilityState === 'visible' && tell('visible')
  document.addEventListener('visibilitychange', toldVisible, { signal })
  return () => scope.abort()
}
