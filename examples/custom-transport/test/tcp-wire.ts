import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A TCP line in front of a server that does what the conformance kit asks of a wire, and says how many connections it reached. */
export interface TcpWire {
  readonly port: number
  /** Every connection is reset. */
  cut(): Promise<number>
  /** New connections are reset at once. Resolves with the number of those reset since its last call. */
  refuseLines(refused: boolean): Promise<number>
  /** Through the connections open now nothing passes, and nobody is told; `false`: what was held arrives. */
  silence(silent: boolean): Promise<number>
  /** The number of chunks that the server has sent since its last call. */
  heartbeats(): Promise<number>
  close(): Promise<void>
}

/**
 * Opens a line on a free port to the server on `targetPort`. It serves any transport over TCP. HTTP clients open connections in
 * reserve: such a one is no line, but the next line would go over it, past a refusal or into the silence, so it ends with these.
 */
export async function openTcpWire(targetPort: number): Promise<TcpWire> {
  const pairs = new Set<Pair>()
  let door: 'open' | 'shut' = 'open'
  let refusals = 0
  let chunks = 0
  const server = createServer((client) => {
    if (door === 'shut') {
      refusals += 1
      return void client.resetAndDestroy()
    }
    const upstream = connect(targetPort, '127.0.0.1').on('data', () => void chunks++)
    const pair = join(client, upstream)
    pairs.add(pair)
    client.once('close', () => pairs.delete(pair))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')

  const each = (act: (pair: Pair) => void) => pairs.forEach(act)
  const used = () => [...pairs].filter((pair) => pair.isUsed)
  const endReserves = () => each((pair) => pair.isUsed || pair.reset())
  return {
    port: (server.address() as AddressInfo).port,
    async cut() {
      const cut = used()
      for (const pair of cut) pair.reset()
      return cut.length
    },
    async refuseLines(refuse) {
      if (refuse) endReserves()
      const count = refusals
      ;[door, refusals] = [refuse ? 'shut' : 'open', 0]
      return count
    },
    async silence(silent) {
      if (silent) endReserves()
      each((pair) => (silent ? pair.hold() : pair.release()))
      return used().length
    },
    async heartbeats() {
      const count = chunks
      chunks = 0
      return count
    },
    async close() {
      each((pair) => pair.reset())
      server.close()
      await once(server, 'close')
    },
  }
}

interface Pair {
  /** Whether the client has sent anything. */
  readonly isUsed: boolean
  hold(): void
  release(): void
  reset(): void
}

function join(client: Socket, upstream: Socket): Pair {
  const both = [client, upstream]
  const hold = () => {
    client.unpipe(upstream).pause()
    upstream.unpipe(client).pause()
  }
  const release = () => {
    hold() // so that what flows already does not flow twice
    client.pipe(upstream)
    upstream.pipe(client)
  }
  const end = () => both.forEach((socket) => socket.destroy())
  for (const socket of both) socket.setNoDelay(true).on('error', end).on('close', end)
  release()
  return {
    get isUsed() {
      return client.bytesRead > 0
    },
    hold,
    release,
    // Node hangs on a socket that was ended and is then reset.
    reset: () => both.forEach((socket) => (socket.writableEnded ? socket.destroy() : socket.resetAndDestroy())),
  }
}
