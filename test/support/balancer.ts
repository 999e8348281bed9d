import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { onCleanup } from './cleanup.ts'
import { resetSocket } from './reset-socket.ts'

/** A balancer in front of several servers, without sticky sessions. */
export interface Balancer {
  readonly origin: string
  readonly port: number
  /** To which of the servers the requests and upgrades have gone so far: their places in the list. */
  readonly taken: readonly number[]
}

export interface BalancerOptions {
  /**
   * The place in the list, or any whole number, of the server for the next request.
   * @default round-robin
   */
  readonly choose?: (request: IncomingMessage) => number
}

/**
 * Sends each request, and each upgrade, to another of the servers on these ports of this machine, for the current test. A server that
 * refuses the connection is passed over: the next one in the list gets the request. `X-Forwarded-For` names the client.
 */
export async function startBalancer(
  ports: readonly number[],
  { choose = roundRobin() }: BalancerOptions = {},
): Promise<Balancer> {
  const taken: number[] = []

  /** A connection to the server that the request goes to. Rejects when all of them refuse. */
  async function reach(request: IncomingMessage): Promise<Socket> {
    const first = choose(request)
    let failure: unknown
    for (const [passedOver] of ports.entries()) {
      const place = (first + passedOver) % ports.length
      const socket = connect(ports[place] ?? 0, '127.0.0.1')
      try {
        await once(socket, 'connect')
        taken.push(place)
        return socket
      } catch (cause) {
        failure = cause
      }
    }
    throw new Error('no server takes the request', { cause: failure })
  }

  const server = createServer((request, response) => {
    reach(request).then(
      (socket) => passOn(request, response, socket),
      () => response.writeHead(503).end(),
    )
  })
  server.on('upgrade', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    client.on('error', () => client.destroy())
    reach(request).then(
      (socket) => join({ client, socket }, Buffer.concat([headOf(request), head])),
      () => client.destroy(),
    )
  })
  const clients = new Set<Socket>()
  server.on('connection', (client) => {
    clients.add(client)
    client.once('close', () => clients.delete(client))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onCleanup(async () => {
    const closed = once(server, 'close')
    server.close()
    clients.forEach(resetSocket)
    await closed
  })
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, port, taken }
}

function roundRobin(): () => number {
  let next = 0
  return () => next++
}

/** As common balancers do it: 502 for a server that does not answer, and an end in the middle for one that stops answering. */
function passOn(request: IncomingMessage, response: ServerResponse, socket: Socket): void {
  const { method = 'GET', url = '/' } = request
  const headers = { ...request.headers, connection: 'close', 'x-forwarded-for': forwardedFor(request) }
  const upstream = httpRequest({ method, path: url, headers, createConnection: () => socket })
  upstream.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()))
  upstream.on('response', (answer) => {
    for (const name of ['connection', 'keep-alive']) Reflect.deleteProperty(answer.headers, name)
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.on('error', () => response.destroy())
    answer.pipe(response)
  })
  response.on('close', () => upstream.destroy())
  request.pipe(upstream)
}

function join({ client, socket }: { readonly client: Duplex; readonly socket: Socket }, head: Buffer): void {
  socket.on('error', () => client.destroy())
  for (const [from, to] of [
    [client, socket],
    [socket, client],
  ] as const)
    from.on('close', () => to.destroy())
  socket.write(head)
  socket.pipe(client).pipe(socket)
}

function headOf({ method, url, rawHeaders, socket }: IncomingMessage): Buffer {
  const names = rawHeaders.flatMap((name, place) => (place % 2 === 0 ? [`${name}: ${rawHeaders[place + 1]}`] : []))
  const lines = [`${method} ${url} HTTP/1.1`, ...names, `X-Forwarded-For: ${socket.remoteAddress}`]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

function forwardedFor({ headers, socket }: IncomingMessage): string {
  const before = headers['x-forwarded-for']
  return before === undefined ? String(socket.remoteAddress) : `${String(before)}, ${socket.remoteAddress}`
}
