import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { onCleanup } from './cleanup.ts'
import { JoinedConnection, type Treatments } from './joined-connection.ts'
import type { Treatment } from './one-way.ts'

/** `requests` go to the server, `replies` come from it. */
export type Direction = 'requests' | 'replies'

/** A TCP line in front of a server, that goes wrong on command. The last command counts. */
export interface FaultProxy {
  readonly host: string
  readonly port: number
  /** How many connections clients have open. */
  readonly connections: number
  /** How many connections clients have made so far, those refused included. */
  readonly attempts: number
  /** How much was swallowed so far, in either direction. */
  readonly swallowedBytes: number
  /** The line is down: open connections end, new ones are refused. */
  cut(): void
  /** New connections are refused; open ones go on. */
  refuse(): void
  /** The line is open but nothing comes through, and no end is noticed, old connections and new ones alike. */
  blackHole(): void
  /** The connections that are open now are held, as by `blackHole`; new ones work. */
  silenceConnections(): void
  /** Everything takes this much longer, each way. */
  delay(ms: number): void
  /** No more than this comes through, each way of each connection. */
  throttle(bytesPerSecond: number): void
  /** What a connection carries next in this direction breaks off in the middle, and the connection with it. */
  tear(direction: Direction): void
  /** What goes in this direction is lost for good, and no end is noticed; the other direction works. */
  swallow(direction: Direction): void
  /**
   * All is well again. What a black hole held arrives late, as after TCP's own repetitions; a connection of which something
   * was swallowed is reset.
   */
  restore(): void
  /** Open connections end properly; new ones are accepted as before. */
  dropConnections(): void
  /** Open connections are torn down with a TCP reset; new ones are accepted as before. */
  reset(): void
  /** Clients get these bytes on every open connection, as if the server had sent them. */
  inject(bytes: Uint8Array): void
  /** Ends everything. Called by itself when the test that started the proxy is over. */
  close(): Promise<void>
}

/** How the line is: whether new connections are accepted, and what happens to bytes, on old connections and new ones. */
interface Condition extends Treatments {
  readonly accepts: boolean
}

const pass: Treatment = { name: 'pass' }
const fine: Condition = { accepts: true, requests: pass, replies: pass }
const bothWays = (treatment: Treatment): Condition => ({ accepts: true, requests: treatment, replies: treatment })

/** Starts a proxy on a free port, in front of a server on `targetPort` (which need not run yet), for the current test. */
export async function startFaultProxy(targetPort: number, host = '127.0.0.1'): Promise<FaultProxy> {
  let condition = fine
  let attempts = 0
  let connections = 0
  let swallowedBytes = 0
  const joined = new Set<JoinedConnection>()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    attempts += 1
    if (!condition.accepts) return void client.resetAndDestroy()
    connections += 1
    const upstream = connect({ port: targetPort, host, allowHalfOpen: true })
    const connection = new JoinedConnection(client, upstream, (bytes) => (swallowedBytes += bytes))
    joined.add(connection)
    connection.onEnd(() => (connections -= 1))
    connection.onGone(() => joined.delete(connection))
    connection.treat(condition)
  })
  server.listen(0, host)
  await once(server, 'listening')

  const each = (act: (connection: JoinedConnection) => void) => [...joined].forEach(act)
  const become = (next: Condition) => {
    condition = next
    each((connection) => connection.treat(next))
  }
  const proxy: FaultProxy = {
    host,
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections
    },
    get attempts() {
      return attempts
    },
    get swallowedBytes() {
      return swallowedBytes
    },
    cut() {
      each((connection) => connection.end()) // first, so that nothing held comes through
      become({ ...fine, accepts: false })
    },
    refuse: () => become({ ...fine, accepts: false }),
    blackHole: () => become(bothWays({ name: 'hold' })),
    silenceConnections: () => each((connection) => connection.treat(bothWays({ name: 'hold' }))),
    delay: (ms) => become(bothWays({ name: 'delay', ms })),
    throttle: (bytesPerSecond) => become(bothWays({ name: 'throttle', bytesPerSecond })),
    tear: (direction) => become({ ...fine, [direction]: { name: 'tear' } }),
    swallow: (direction) => become({ ...fine, [direction]: { name: 'swallow' } }),
    restore: () => become(fine),
    dropConnections: () => each((connection) => connection.end()),
    reset: () => each((connection) => connection.reset()),
    inject: (bytes) => each((connection) => connection.inject(bytes)),
    async close() {
      each((connection) => connection.end())
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
  onCleanup(() => proxy.close())
  return proxy
}
