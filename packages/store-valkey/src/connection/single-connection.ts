import { createClient } from '@redis/client'
import { clientOptions, shown, type ConnectionSetting } from './client-options.ts'
import type { Connection, Node, PrimaryNode } from './connection.ts'

type Client = ReturnType<typeof dial>

/** Tells where the server is now, as a URL. */
export type FindServer = () => Promise<string>

/** A connection to one server. When it is lost, the next call asks where the server is, and connects anew. */
export class SingleConnection implements Connection {
  readonly #find: FindServer
  readonly #setting: ConnectionSetting
  #client: Promise<Client> | undefined
  #state: 'open' | 'closed' = 'open'

  constructor(find: FindServer, setting: ConnectionSetting) {
    this.#find = find
    this.#setting = setting
  }

  nodeFor(): Promise<PrimaryNode> {
    return (this.#client ??= this.#connect())
  }

  async primaries(): Promise<readonly Node[]> {
    return [await this.nodeFor()]
  }

  /** A server that has become a replica: another one is the primary, or will be. */
  async refused(node: Node, { message }: Error): Promise<undefined> {
    if (/^(READONLY|MASTERDOWN)/.test(message)) await this.#leave(node, 'is no primary any more')
  }

  silent(node: Node): void {
    void this.#leave(node, 'is silent')
  }

  close(): void {
    this.#state = 'closed'
    void this.#client?.then((client) => client.isOpen && client.destroy()).catch(() => undefined)
  }

  async #leave(node: Node, why: string): Promise<void> {
    const client = await this.#client?.catch(() => undefined)
    if (client !== node || !client.isOpen) return
    this.#setting.logger.warn(`valkey: the server ${why}`)
    this.#client = undefined
    client.destroy()
  }

  #connect(): Promise<Client> {
    const connecting = this.#open()
    const forget = () => {
      if (this.#client === connecting) this.#client = undefined
    }
    connecting.then((client) => client.once('terminated', forget), forget)
    return connecting
  }

  async #open(): Promise<Client> {
    const { logger } = this.#setting
    const url = await this.#find()
    const client = dial(url, this.#setting)
    client.on('error', (error) => logger.warn(`valkey: the connection to ${shown(url)} failed`, error))
    await client.connect()
    logger.info(`valkey: connected to ${shown(url)}`)
    if (this.#state === 'open') return client
    client.destroy()
    throw new Error('the session store is closed')
  }
}

function dial(url: string, setting: ConnectionSetting) {
  const options = clientOptions(url, setting)
  return createClient({ ...options, socket: { ...options.socket, reconnectStrategy: false } })
}
