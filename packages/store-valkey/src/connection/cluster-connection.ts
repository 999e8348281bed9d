import { createCluster } from '@redis/client'
import { clientOptions, sharedOptions, type ConnectionSetting } from './client-options.ts'
import type { Connection, Node } from './connection.ts'

/** What is used of a cluster's client. */
export interface ClusterClient {
  getNodeClientForKey(key: string): Promise<Node>
  sendCommand(firstKey: string, isReadonly: boolean, args: string[]): Promise<unknown>
  readonly masters: readonly { readonly address: string }[]
  readonly nodeByAddress: ReadonlyMap<string, object>
  nodeClient(node: object): Node | Promise<Node>
  destroy(): void
}

/** After how long a server that is away is looked for elsewhere: it may have failed over. */
const lookAgainAfterMs = 500

/** Connects to a cluster. Rejects if none of these servers can be reached. */
export async function connectCluster(urls: readonly string[], setting: ConnectionSetting): Promise<ClusterConnection> {
  const { socket, ...shared } = sharedOptions(urls[0] ?? '', setting)
  const cluster = createCluster({
    RESP: 2,
    rootNodes: urls.map((url) => clientOptions(url, setting)),
    defaults: { ...shared, socket: { ...socket, reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 1_000) } },
    topologyRefreshOnReconnectionAttemptStrategy: lookAgainAfterMs,
  })
  cluster.on('error', (error) => setting.logger.warn('valkey: a connection to the cluster failed', error))
  await cluster.connect()
  setting.logger.info(`valkey: connected to a cluster of ${cluster.masters.length} primaries`)
  return new ClusterConnection(cluster)
}

/** The servers of a cluster. */
export class ClusterConnection implements Connection {
  readonly #cluster: ClusterClient

  constructor(cluster: ClusterClient) {
    this.#cluster = cluster
  }

  nodeFor(key: string): Promise<Node> {
    return this.#cluster.getNodeClientForKey(key)
  }

  primaries(): Promise<readonly Node[]> {
    return Promise.all(this.#cluster.masters.map(async (each) => this.#cluster.nodeClient(each)))
  }

  async refused(_node: Node, { message }: Error, key: string): Promise<Node | undefined> {
    const [code, , address = ''] = message.split(' ')
    if (code === 'ASK') return this.#asking(address)
    // A call that follows the redirection lets the client learn where the slots are now.
    if (code === 'MOVED') await this.#cluster.sendCommand(key, false, ['EXISTS', key])
    return undefined
  }

  close(): void {
    this.#cluster.destroy()
  }

  /** A node that a slot is just being moved to: it serves what it is expressly asked for. */
  async #asking(address: string): Promise<Node | undefined> {
    const found = this.#cluster.nodeByAddress.get(address)
    const node = found && (await this.#cluster.nodeClient(found))
    return (
      node && {
        sendCommand(args) {
          node.sendCommand(['ASKING']).catch(() => undefined) // the next call fails then, too
          return node.sendCommand(args)
        },
      }
    )
  }
}
