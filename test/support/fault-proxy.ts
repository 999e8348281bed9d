import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { Bottleneck } from './bottleneck.ts'
import { onCleanup } from './cleanup.ts'
import { JoinedConnection, type Treatments } from './joined-connection.ts'
import type { Treatment } from './one-way.ts'
import { resetSocket } from './reset-socket.ts'

/** `requests` go to the server, `replies` come from it. */
export type Direction = 'requests' | 'replies'

export interface SlowLine {
  /** To the server. */
  readonly upBytesPerSecond: number
  readonly downBytesPerSecond: number
  /** On top, each way. @default 0 */
  readonly latencyMs?: number
}

/** A TCP proxy in front of a server that breaks on command. Each command replaces the one before, unless it says otherwise. */
export interface FaultProxy {
  readonly host: string
  readonly port: number
  /** The number of open connections of clients. */
  readonly connections: number
  /** The number of connections that clients have made so far, including refused ones. */
  readonly attempts: number
  /** The number of connections refused so far. */
  readonly refusals: number
  /** The number of bytes that clients have sent so far, whether they have arrived or not. */
  readonly sentBytes: number
  /** The number of bytes swallowed so far, in both directions. */
  readonly swallowedBytes: number
  /** The line is down: open connections end, new ones are refused. */
  cut(): void
  /** New connections are refused; open ones go on. */
  refuse(): void
  /** Nothing passes on old and new connections, and neither end notices. */
  blackHole(): void
  /** Whether new connections are accepted. Open ones stay as they are, whatever has been done to them; those in reserve end. */
  accept(accepts: boolean): void
  /** Nothing passes on the connections in use now, as with `blackHole`; those in reserve end, new ones work. */
  silenceConnections(): void
  /** What was held on them arrives. Whether new ones are accepted stays as it is. */
  releaseConnections(): void
  /** Everything takes this much longer in each direction. */
  delay(ms: number): void
  /** Limits the bytes per second in each direction, for all connections together. */
  throttle(line: SlowLine): void
  /** The next data in this direction breaks off in the middle, and the connection ends. */
  tear(direction: Direction): void
  /** Everything in this direction is lost, also the end of the connection. The other direction works. */
  swallow(direction: Direction): void
  /**
   * Ends every fault. Whatever a black hole has held arrives late, as after TCP's retransmissions. A connection that has lost
   * something is reset.
   */
  restore(): void
  /** Open connections end properly; new ones are accepted as before. */
  dropConnections(): void
  /** Open connections are torn down with a TCP reset; new ones are accepted as before. */
  reset(): void
  /** Clients get these bytes on every open connection, as if the server had sent them. */
  inject(bytes: Uint8Array): void
  /** Ends everything. Runs automatically when the test that started the proxy is over. */
  close(): Promise<void>
}

/** The state of the line: whether new connections are accepted, and how bytes are treated on old and new connections. */
interface Condition extends Treatments {
  readonly accepts: boolean
}

const pass: Treatment = { name: 'pass' }
const fine: Condition = { accepts: true, requests: pass, replies: pass }
const bothWays = (treatment: Treatment): Condition => ({ accepts: true, requests: treatment, replies: treatment })

/** Starts a proxy on a free port, in front of a server on `targetPort` (which need not run yet), for the current test. */
export async function startFaultProxy(targetPort: number, host = '127.0.0.1'): Promise<FaultProxy> {
  let condition = fine
  let [attempts, refusals] = [0, 0]
  let connections = 0
  let [sentBytes, swallowedBytes] = [0, 0]
  const joined = new Set<JoinedConnection>()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    attempts += 1
    if (!condition.accepts) {
      refusals += 1
      return resetSocket(client)
    }
    connections += 1
    const upstream = connect({ port: targetPort, host, allowHalfOpen: true })
    const connection = new JoinedConnection(client, upstream, (bytes) => (swallowedBytes += bytes))
    joined.add(connection)
    client.on('data', ({ length }) => (sentBytes += length))
    connection.onEnd(() => (connections -= 1))
    connection.onGone(() => joined.delete(connection))
    connection.treat(condition)
  })
  server.listen(0, host)
  await once(server, 'listening')

  const each = (act: (connection: JoinedConnection) => void) => [...joined].forEach(act)
  /** What a client has opened in reserve is no line: the next one would go over it, past a refusal or into the silence. */
  const endReserves = () => each((connection) => connection.isUsed || connection.end())
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
    get refusals() {
      return refusals
    },
    get sentBytes() {
      return sentBytes
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
    accept(accepts) {
      condition = { ...condition, accepts }
      if (!accepts) endReserves()
    },
    silenceConnections() {
      endReserves()
      each((connection) => connection.treat(bothWays({ name: 'hold' })))
    },
    releaseConnections: () => each((connection) => connection.treat(condition)),
    delay: (ms) => become(bothWays({ name: 'delay', ms })),
    throttle: ({ upBytesPerSecond, downBytesPerSecond, latencyMs = 0 }) =>
      become({
        ...fine,
        requests: { name: 'throttle', bottleneck: new Bottleneck(upBytesPerSecond), latencyMs },
        replies: { name: 'throttle', bottleneck: new Bottleneck(downBytesPerSecond), latencyMs },
      }),
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
