/** A connection to one server. A client of `@redis/client` is one. */
export interface Node {
  /** Calls of one turn of the event loop go out in their order. */
  sendCommand(args: readonly string[]): Promise<unknown>
}

/** A connection to a server that has keys. */
export interface PrimaryNode extends Node {
  /** A client for the same server that is not connected yet. */
  duplicate(): SubscribingClient
}

/** What is used of a client to listen. */
export interface SubscribingClient {
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'end', listener: () => void): unknown
  on(event: 'sharded-channel-moved', listener: (channel: string) => void): unknown
  connect(): Promise<unknown>
  sSubscribe(channel: string, listener: (message: string, channel: string) => void): Promise<void>
  sUnsubscribe(channel: string, listener: (message: string, channel: string) => void): Promise<void>
  ping(): Promise<unknown>
  destroy(): void
}

/** The way to the server, or to the servers of a cluster. */
export interface Connection {
  /** The server that has the key. Rejects when it cannot be reached now; nothing was sent then. */
  nodeFor(key: string): Promise<PrimaryNode>
  /** Every server that has keys. */
  primaries(): Promise<readonly Node[]>
  /**
   * A node has refused a call: it is not the one, or not now. Resolves with the node to try at once, if the refusal names it; else
   * `nodeFor` may know better after a while.
   */
  refused(node: Node, refusal: Error, key: string): Promise<Node | undefined>
  /** A node has not answered for as long as a call may take: its connection is given up. Its other calls reject. */
  silent(node: Node): void
  close(): void
}

/** What a server says when it has not carried a call out, and may do so soon, or another one may. */
const refusals = /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|LOADING|READONLY|MASTERDOWN|NOREPLICAS|BUSY)\b/

const textOf = (cause: unknown) => (cause instanceof Error ? cause.message : '')

export const isRefusal = (cause: unknown): cause is Error => refusals.test(textOf(cause))
export const isNoScript = (cause: unknown) => textOf(cause).startsWith('NOSCRIPT')
/** Nothing was kept, since the server has no memory left. */
export const isOutOfMemory = (cause: unknown) => /^(OOM\b|ERR.*OOM command not allowed)/.test(textOf(cause))
