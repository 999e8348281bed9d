import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A TCP line in front of a server, that goes wrong on command. */
export interface FaultProxy {
  readonly host: string
  readonly port: number
  /** How many connections are open. */
  readonly connections: number
  /** How many connections clients have made so far, those refused included. */
  readonly attempts: number
  /** The line is down: open connections end, new ones are refused. */
  cut(): void
  /** New connections are refused; open ones go on. */
  refuse(): void
  /** The line is open but nothing comes through, and no end is noticed, old connections and new ones alike. */
  blackHole(): void
  /** All is well again. What a black hole held arrives late, as after TCP's own repetitions. */
  restore(): void
  /** Open connections end properly; new ones are accepted as before. */
  dropConnections(): void
  /** Open connections are torn down with a TCP reset; new ones are accepted as before. */
  reset(): void
  /** Ends everything. Called by itself when the test that started the proxy is over. */
  close(): Promise<void>
}

/** What happens to new connections, and to bytes on open ones. */
type Mode = 'open' | 'refusing' | 'silent'

/** Starts a proxy on a free port, in front of a server on `targetPort` (which need not run yet), for the current test. */
export async function startFaultProxy(targetPort: number, host = '127.0.0.1'): Promise<FaultProxy> {
  let mode: Mode = 'open'
  let attempts = 0
  const pairs = new Set<Pair>()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    attempts += 1
    if (mode === 'refusing') return void client.resetAndDestroy()
    const pair = join(client, connect({ port: targetPort, host, allowHalfOpen: true }))
    pairs.add(pair)
    pair.onEnd(() => pairs.delete(pair))
    if (mode === 'silent') pair.hold()
  })
  server.listen(0, host)
  await once(server, 'listening')

  const each = (act: (pair: Pair) => void) => pairs.forEach(act)
  const proxy: FaultProxy = {
    host,
    port: (server.address() as AddressInfo).port,
    get connections() {
      return pairs.size
    },
    get attempts() {
      return attempts
    },
    cut() {
      mode = 'refusing'
      each((pair) => pair.end())
    },
    refuse() {
      mode = 'refusing'
      each((pair) => pair.release())
    },
    blackHole() {
      mode = 'silent'
      each((pair) => pair.hold())
    },
    restore() {
      mode = 'open'
      each((pair) => pair.release())
    },
    dropConnections: () => each((pair) => pair.end()),
    reset: () => each((pair) => pair.reset()),
    async close() {
      each((pair) => pair.end())
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
  onTestFinished(() => proxy.close())
  return proxy
}

/** One client's connection and the proxy's own to the server, joined. */
interface Pair {
  hold(): void
  release(): void
  end(): void
  reset(): void
  onEnd(listener: () => void): void
}

function join(client: Socket, upstream: Socket): Pair {
  const both = [client, upstream]
  const hold = () => {
    client.unpipe(upstream).pause()
    upstream.unpipe(client).pause()
  }
  const release = () => {
    hold() // so that releasing what flows already does not double it
    client.pipe(upstream)
    upstream.pipe(client)
  }
  const end = () => both.forEach((socket) => socket.destroy())
  for (const socket of both) {
    socket.on('error', end) // a line that breaks at one side is broken at both
    socket.on('close', end)
    socket.setNoDelay(true)
  }
  release()
  return {
    release,
    hold,
    end,
    reset: () => both.forEach((socket) => socket.resetAndDestroy()),
    onEnd: (listener) => void client.once('close', listener),
  }
}
