import type { ConnectivityChange, PlannedRetry, TransportListener } from '@chat-transport/core'
import type { TabConnection } from './tab-connection.ts'

/**
 * What the page is told of the line: that of the leader to the server. An attempt is told of after the loss that it
 * follows, also where the leader is in this page, whose word of both comes at once.
 */
export function toldConnection(page: TransportListener, connection: TabConnection, isOver: () => boolean) {
  let isConnected = false
  let retries: PlannedRetry[] = []
  return {
    onConnectivity(change: ConnectivityChange) {
      isConnected = change.current === 'connected'
      if (isConnected) connection.lostSince = undefined
      const isAway = change.current === 'reconnecting' || change.current === 'interrupted'
      const since = (isAway ? connection.lostSince : undefined) ?? change.since
      page.onConnectivity({ ...change, since })
      const told = retries
      retries = []
      if (isAway) for (const retry of told) if (!isOver()) page.onRetry?.(retry)
    },
    onRetry(retry: PlannedRetry) {
      if (isConnected) retries.push(retry)
      else page.onRetry?.(retry)
    },
  }
}
export type ToldConnection = ReturnType<typeof toldConnection>
