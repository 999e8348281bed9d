import type { Logger } from '@chat-transport/core'
import { ClusterConnection, type ClusterClient } from './cluster-connection.ts'
import type { Connection, PrimaryNode } from './connection.ts'

/** A client, or a cluster's client, of `@redis/client` or `redis`, connected. */
export type GivenClient = (PrimaryNode | Omit<ClusterClient, 'destroy'>) & {
  /** Registers a listener. */
  on(event: 'error', listener: (error: Error) => void): unknown
}

/** Uses a client of the application, and leaves it open. */
export function givenConnection(client: GivenClient, logger: Logger): Connection {
  // Without a listener, an error of the client ends the process.
  client.on('error', (error) => logger.warn('valkey: a connection failed', error))
  if ('getNodeClientForKey' in client) {
    const cluster = leftOpen(client)
    return new ClusterConnection(() => Promise.resolve(cluster))
  }
  return {
    nodeFor: () => Promise.resolve(client),
    primaries: () => Promise.resolve([client]),
    refused: () => Promise.resolve(undefined),
    silent: () => undefined,
    close: () => undefined,
  }
}

const leftOpen = (client: Omit<ClusterClient, 'destroy'>): ClusterClient => ({
  getNodeClientForKey: (key) => client.getNodeClientForKey(key),
  sendCommand: (firstKey, isReadonly, args) => client.sendCommand(firstKey, isReadonly, args),
  get masters() {
    return client.masters
  },
  get nodeByAddress() {
    return client.nodeByAddress
  },
  nodeClient: (node) => client.nodeClient(node),
  destroy: () => undefined,
})
