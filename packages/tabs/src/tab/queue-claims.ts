import type { NetworkStatus } from '@chat-transport/core'
import type { TabLocks } from './environment.ts'

export interface QueueClaimsOptions {
  readonly locks: TabLocks
  readonly network: NetworkStatus
}

/**
 * The queues of unsent commands that this page has: a Web Lock each, with the name of its key, which the browser frees when the page is
 * gone. Nobody waits for one. In `pagehide` all are freed (S5).
 */
export function createQueueClaims({ locks, network }: QueueClaimsOptions) {
  /** By key. What another page has is asked for again the next time. */
  const claims = new Map<string, Promise<boolean>>()
  let scope = new AbortController()
  let stopWatching: (() => void) | undefined

  const release = () => {
    stopWatching?.()
    stopWatching = undefined
    scope.abort()
    scope = new AbortController()
    claims.clear()
  }
  const ask = (key: string) => {
    const { signal } = scope
    const claim = new Promise<boolean>((resolve) => {
      const granted = (lock: unknown) => {
        const isOwn = lock !== null && !signal.aborted
        if (lock === null && claims.get(key) === claim) claims.delete(key)
        resolve(isOwn)
        return isOwn ? new Promise<void>((free) => signal.addEventListener('abort', () => free())) : undefined
      }
      const asked = async () => locks.request(`chat-transport.${key}`, { ifAvailable: true }, granted)
      asked().catch(() => resolve(true)) // Where there are no locks, tabs take what they find.
    })
    claims.set(key, claim)
    return claim
  }
  return {
    /** Resolves with those that are this page's from now on. */
    async claim(keys: readonly string[]): Promise<readonly string[]> {
      if (keys.length > 0)
        stopWatching ??= network.subscribe((change) => (change === 'pagehide' || change === 'freeze') && release())
      const isOwn = await Promise.all(keys.map((key) => claims.get(key) ?? ask(key)))
      return keys.filter((_, place) => isOwn[place])
    },
    release,
  }
}
export type QueueClaims = ReturnType<typeof createQueueClaims>
