import type { Clock, NetworkChange, NetworkStatus } from '@chat-transport/core'

/** A page that still runs so long after `pagehide`, or `freeze`, is in use. */
const returnMs = 1000

export interface PresenceOptions {
  readonly clock: Clock
  readonly network: NetworkStatus
  /** The tab takes part from now on. Also called where it does already. */
  enter(): void
  leave(): void
  /** The page may have come to the front. */
  shown(): void
}

/**
 * When a tab takes part: while somebody uses it and its page is not put away. What holds a lock or has a channel open is not kept
 * in the back/forward cache (S5), and what is frozen can neither lead nor take its turn. Returns what begins to use it, which
 * returns what ends that.
 */
export function createPresence({ clock, network, enter, leave, shown }: PresenceOptions): () => () => void {
  let users = 0
  let stopWatching: () => void = () => undefined
  let cancelReturn: () => void = () => undefined

  const onPage = (change: NetworkChange) => {
    if (change === 'online' || change === 'offline') return
    cancelReturn()
    if (change === 'pagehide' || change === 'freeze') {
      leave()
      cancelReturn = clock.after(returnMs, enter) // It was not put away.
    } else {
      enter()
      shown()
    }
  }
  const end = () => {
    users -= 1
    if (users > 0) return
    stopWatching()
    cancelReturn()
    leave()
  }
  return () => {
    let isUsed = true
    users += 1
    if (users === 1) {
      stopWatching = network.subscribe(onPage)
      enter()
    }
    return () => {
      if (isUsed) end()
      isUsed = false
    }
  }
}
