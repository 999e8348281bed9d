import { createCluster } from '@redis/client'
import { clientOptions, sharedOptions, type ConnectionSetting } from './client-options.ts'
import type { Connection, Node, PrimaryNode } from './connection.ts'

/** What is used of a cluster's client. */
export interface ClusterClient {
  getNodeClientForKey(key: string): Promise<PrimaryNode>
  sendCommand(firstKey: string, isReadonly: boolean, args: string[]): Promise<unknown>
  readonly masters: readonly { readonly address: string }[]
  readonly nodeByAddress: ReadonlyMap<string, object>
  nodeClient(node: object): Node | Promise<Node>
  destroy(): void
}

/** After how long a server that is away is looked for elsewhere: it may have failed over. */
const lookAgainAfterMs = 500

/** Connects to a cluster. Rejects if none of these servers can be reached. */
export async function connectCluster(urls: readonly string[], setting: ConnectionSetting): Promise<ClusterClient> {
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
  return cluster
}

/** The servers of a cluster. When one of them falls silent, the next call connects anew: the cluster may have replaced it. */
export class ClusterConnection implements Connection {
  readonly #connect: () => Promise<ClusterClient>
  #cluster: Promise<ClusterClient> | undefined
  #state: 'open' | 'closed' = 'open'

  constructor(connect: () => Promise<ClusterClient>) {
    this.#connect = connect
  }

  async nodeFor(key: string): Promise<PrimaryNode> {
    return (await this.#connected()).getNodeClientForKey(key)
  }

  async primaries(): Promise<readonly Node[]> {
    const cluster = await this.#connected()
    return Promise.all(cluster.masters.map(async (each) => cluster.nodeClient(each)))
  }

  async refused(_node: Node, { message }: Error, key: string): Promise<Node | undefined> {
    const [code, , address = ''] = message.split(' ')
    const cluster = await this.#connected()
    if (code === 'ASK') return asking(cluster, address)
    // A call that follows the redirection lets the client learn where the slots are now.
    if (code === 'MOVED') await cluster.sendCommand(key, false, ['EXISTS', key])
    return undefined
  }

  silent(): void {
    this.#destroy()
  }

  close(): void {
    this.#state = 'closed'
    this.#destroy()
  }

  #connected(): Promise<ClusterClient> {
    if (this.#cluster) return this.#cluster
    if (this.#state === 'closed') return Promise.reject(new Error('the session store is closed'))
    const connecting = this.#connect()
    this.#cluster = connecting
    connecting.catch(() => {
      if (this.#cluster === connecting) this.#cluster = undefined
    })
    return connecting
  }

  #destroy(): void {
    const left = this.#cluster
    this.#cluster = undefined
    left?.then((cluster) => cluster.destroy()).catch(() => undefined)
  }
}

/** A node that a slot is just being moved to: it serves what it is expressly asked for. */
async function asking(cluster: ClusterClient, address: string): Promise<Node | undefined> {
  const found = cluster.nodeByAddress.get(address)
  const node = found && (await cluster.nodeClient(found))
  return (
    node && {
      sendCommand(args) {
        node.sendCommand(['ASKING']).catch(() => undefined) // the next call fails then, too
        return node.sendCommand(args)
      },
    }
  )
}
