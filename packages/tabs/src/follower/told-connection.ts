import type { Connectivity, ConnectivityChange, PlannedRetry, TransportListener } from '@chat-transport/core'
import type { TabConnection } from './tab-connection.ts'

/**
 * What the page is told of the line: that of the leader to the server. An attempt is told of after the loss that it
 * follows, also where the leader is in this page, whose word of both comes at once.
 */
export function toldConnection(page: TransportListener, connection: TabConnection, isOver: () => boolean) {
  let current: Connectivity = 'connecting'
  let retries: PlannedRetry[] = []
  return {
    onConnectivity(change: ConnectivityChange) {
      current = change.current
      if (current === 'connected') connection.lostSince = undefined
      const isAway = current === 'reconnecting' || current === 'interrupted'
      const since = (isAway ? connection.lostSince : undefined) ?? change.since
      page.onConnectivity({ ...change, since })
      const told = retries
      retries = []
      if (isAway) for (const retry of told) if (!isOver()) page.onRetry?.(retry)
    },
    onRetry(retry: PlannedRetry) {
      if (current === 'connected') retries.push(retry)
      else page.onRetry?.(retry)
    },
    /** The leader's transport has closed, for no reason that the server has given. */
    close(cause: Error, since: number) {
      page.onConnectivity({ current: 'closed', previous: current, since, cause })
    },
  }
}
