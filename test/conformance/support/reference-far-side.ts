import { seeFirst } from '../../support/see-first.ts'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { createChatBackend, type ChatBackend, type VisitorLine } from '@chat-transport/backend'
import { createFarSide, createRequestPlans, type RequestPlans, type WireControl } from '@chat-transport/conformance'
import { onCleanup } from '../../support/cleanup.ts'
import { eventually } from '../../support/deadline.ts'
import { startBalancer } from '../../support/balancer.ts'
import { freePort } from '../../support/free-port.ts'
import { instanceSecret } from '../../support/serve-balanced.ts'
import { startFaultProxy } from '../../support/fault-proxy.ts'
import { startServer, type RunningServer } from '../../support/start-server.ts'
import { backEndControl } from '../../support/back-end-control.ts'
import { garbageFrames, type Carrier } from './garbage-frames.ts'
import type { RunningFarSide } from './networked-transport.ts'

export interface FarSideOptions {
  /** Whether a line is one connection or a series of requests. */
  readonly carrier: Carrier
  /** The origin of pages that the server allows. */
  readonly pageOrigin: string
  /** Whether the requests of lines come to another server, which hands them on. @default false */
  readonly handedOn?: boolean
}

/** Shorter than the silence timeout of the kit's transports. */
const heartbeatMs = 50
/**
 * How soon the server notices that a client is gone without a word. Over long-polling well within the deadline of a case, since
 * nothing else tells it; over a socket so late that a link which leaves its socket open still has a line when a case ends.
 */
const absenceTimeoutMs = { requests: 1_500, socket: 60_000 } as const

/** The reference server behind a fault proxy, for the current test. */
export async function startReferenceFarSide(options: FarSideOptions): Promise<RunningFarSide> {
  const backend = createChatBackend()
  onCleanup(() => backend.close())
  const lines = new Set<VisitorLine>()
  const { attachHandler, farSide } = createFarSide(backEndControl(backend), () => wire)
  const attach: ChatBackend['attach'] = (command, line, context) => {
    lines.add(line)
    return (attachHandler.attach as ChatBackend['attach'])(command, line, context)
  }
  const start = async (name: string) => {
    const port = await freePort()
    return startServer({
      backend: { ...backend, attach },
      heartbeatMs,
      absenceTimeoutMs: absenceTimeoutMs[options.carrier],
      allowedOrigins: '*',
      port,
      ...(options.handedOn && { instance: { name, address: `http://127.0.0.1:${port}`, secret: instanceSecret } }),
    })
  }
  const server = await start('n1')
  const asked = options.handedOn ? await start('n2') : server
  const requests = watchRequests(asked.httpServer)
  const requestPlans = createRequestPlans()
  if (options.carrier === 'requests') treatCommands(asked.httpServer, requestPlans, options.pageOrigin)
  const sent = countSentBytes(asked.httpServer)
  const proxy = await startFaultProxy(options.handedOn ? await balance(server, asked) : server.port)
  let refusalsSaid = 0
  /** Between two requests a long-polling line has no connection, so there is nothing to make silent and nothing to answer. */
  const reachable = async () => {
    if (options.carrier === 'requests') await eventually(async () => requests.size >= (await farSide.lines()))
    return options.carrier === 'requests' ? requests.size : proxy.connections
  }
  const wire: WireControl = {
    ...(options.carrier === 'requests' && { planRequests: requestPlans.planRequests }),
    heartbeats: async () => sent(),
    /** Cuts at both ends at once, because a long-polling line between two requests has no connection to cut. */
    async cut() {
      const reached = Math.max(proxy.connections, await farSide.lines())
      proxy.reset()
      for (const line of lines) line.drop('shutdown')
      lines.clear()
      return reached
    },
    async refuseLines(refused) {
      proxy.accept(!refused)
      const count = proxy.refusals - refusalsSaid
      refusalsSaid = proxy.refusals
      return count
    },
    async silence(silent) {
      const reached = silent ? await reachable() : proxy.connections
      if (silent) proxy.silenceConnections()
      else proxy.releaseConnections()
      return reached
    },
    async sendGarbage(text) {
      const reached = await reachable()
      proxy.inject(garbageFrames[options.carrier](text, options.pageOrigin))
      return reached
    },
  }
  return { url: `http://${proxy.host}:${proxy.port}/cometd`, far: farSide }
}

/** Lines begin at one server, and their requests come to another. */
async function balance(server: RunningServer, asked: RunningServer): Promise<number> {
  const choose = ({ url }: IncomingMessage) => (url?.includes('~') ? 1 : 0)
  return (await startBalancer([server.port, asked.port], { choose })).port
}

/** The unanswered requests. They do not share connections, because a silent connection in a pool could be used again later. */
function watchRequests(httpServer: Server): ReadonlySet<ServerResponse> {
  const open = new Set<ServerResponse>()
  seeFirst(httpServer, 'request', ({ method }, response) => {
    response.shouldKeepAlive = false
    if (method !== 'POST') return
    open.add(response)
    response.once('close', () => open.delete(response)).once('prefinish', () => open.delete(response))
  })
  return open
}

/**
 * Treats each request that carries commands as planned, before the server sees it. Polls, handshakes and goodbyes go through: the
 * client sends them in requests of their own.
 */
function treatCommands(httpServer: Server, plans: RequestPlans, pageOrigin: string): void {
  const passOn = httpServer.emit.bind(httpServer)
  const treat = async (request: IncomingMessage, response: ServerResponse) => {
    const treated = (await carriesCommands(request)) ? await plans.next() : 'pass'
    if (response.destroyed) return // the page has gone while the request was held
    if (treated === 'pass') return void passOn('request', request, response)
    const headers = { 'access-control-allow-origin': pageOrigin, 'access-control-allow-credentials': 'true' }
    response.writeHead(503, headers).end()
  }
  seeFirst(httpServer, 'request', (request, response) => {
    if (request.method !== 'POST') return
    void treat(request, response)
    return true
  })
}

/** Looks at the beginning of the body, and puts it back. A message of Bayeux itself names a channel below `/meta`. */
async function carriesCommands(request: IncomingMessage): Promise<boolean> {
  await new Promise<void>((resolve) => request.once('readable', resolve).once('close', resolve)) // or the page has gone
  const beginning = request.read() as Buffer | null
  if (beginning) request.unshift(beginning)
  return beginning !== null && !/"channel":"\/meta\//.test(String(beginning))
}

/** Counts what the server sends to its clients. Returns what gives the number of bytes since it was asked last. */
function countSentBytes(httpServer: Server): () => number {
  const sockets = new Set<Socket>()
  let [ofClosed, toldBefore] = [0, 0]
  httpServer.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => {
      sockets.delete(socket)
      ofClosed += socket.bytesWritten
    })
  })
  return () => {
    const all = [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, ofClosed)
    const count = all - toldBefore
    toldBefore = all
    return count
  }
}
