import { setMaxListeners } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { mount, type AnyHttpServer, type Unmount } from '@chat-transport/server'
import { WebSocketServer } from 'ws'
import { Gatekeeper } from './access/gatekeeper.ts'
import { resolveOptions, type AgentApiOptions } from './agent-api-options.ts'
import { pollFeed } from './feed/poll-feed.ts'
import { allowOrigin, requireOrigin } from './http/origins.ts'
import { closing, notFound } from './http/problem.ts'
import { refuseSocket, sendProblem } from './http/send-answer.ts'
import { openApiDocument } from './openapi/open-api-document.ts'
import { operations } from './operations/all-operations.ts'
import { answerTo } from './serving/api-host.ts'
import { FeedSocket, type SocketHost } from './serving/feed-socket.ts'
import { OpenFeeds, type FeedTransport } from './serving/open-feeds.ts'
import { OpenSockets } from './serving/open-sockets.ts'
import { Routes } from './serving/match-route.ts'
import { serveRequest, type RequestHost } from './serving/serve-request.ts'
import { SessionWatch } from './sessions/session-watch.ts'

/** An API for agents on an HTTP server. */
export interface AgentApi {
  /** The consumers that are connected, by how they read the feed: for your metrics. */
  readonly feeds: Readonly<Record<FeedTransport, number>>
  /**
   * Serves the API on `httpServer`, beside whatever else is there: a chat server, listeners of your own. May be called for several; the
   * caller starts and stops them.
   */
  attach(httpServer: AnyHttpServer): AgentApi
  /**
   * Answers new requests with 503, for as long as their HTTP server is there, and waiting ones at once; closes feeds (1001). Resolves
   * when all have ended; cuts off those that have not after `closeTimeoutMs`. Later calls return the promise of the first.
   */
  close(): Promise<void>
}

/** Creates an API for agents. Throws a `TypeError` or `RangeError` that names a bad option. */
export function createAgentApi(options: AgentApiOptions): AgentApi {
  const { settings, access } = resolveOptions(options)
  const { clock, logger, path, maxFeedBodyBytes: maxPayload } = settings
  const scope = new AbortController()
  setMaxListeners(0, scope.signal) // each call under way listens
  const gatekeeper = new Gatekeeper(access)
  const watch = new SessionWatch(options.backend)
  const feeds = new OpenFeeds()
  const host = hostOf({ settings, gatekeeper, watch, feeds, closed: scope.signal })
  const webSockets = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false })
  const open = new Set<FeedSocket>()
  const sockets = new OpenSockets()
  const mounted: Unmount[] = []
  let closed: Promise<void> | undefined

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    sockets.add(socket)
    const drop = () => socket.destroy()
    socket.on('error', drop) // until somebody else has it
    try {
      requireOrigin(request, settings.allowedOrigins)
      if (scope.signal.aborted) throw closing()
      if (!/^[^?]*\/feed(\?|$)/.test(request.url?.slice(path.length) ?? ''))
        throw notFound('No WebSocket is served here.')
      const caller = await gatekeeper.admitSocket(request)
      if (socket.destroyed) return // nothing tells when it closes any more
      caller.countRequest()
      const closeFeed = feeds.open(caller, 'websocket')
      socket.once('close', closeFeed)
      socket.off('error', drop)
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        const feed = new FeedSocket(host, webSocket, caller)
        open.add(feed)
        webSocket.once('close', () => open.delete(feed))
        if (scope.signal.aborted) feed.end(1001, 'the server is shutting down')
      })
    } catch (cause) {
      refuseSocket(socket, answerTo(cause, { operation: 'a WebSocket', logger }))
    }
  }

  function request(request: IncomingMessage, response: ServerResponse): void {
    sockets.add(response)
    void serveRequest(host, { request, response })
  }

  async function close(): Promise<void> {
    scope.abort()
    for (const feed of open) feed.end(1001, 'the server is shutting down')
    // Who hears 404 gives up, and is to come back instead: to this server's successor.
    for (const unmount of mounted.splice(0)) unmount('when replaced')
    watch.close()
    webSockets.close()
    await sockets.closeWithin(settings.closeTimeoutMs, clock)
  }

  const api: AgentApi = {
    get feeds() {
      return feeds.counts
    },
    attach(httpServer) {
      if (scope.signal.aborted) throw new Error('unable to attach the agent API: it has been closed. Create a new one.')
      const handlers = {
        request,
        upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void upgrade(request, socket, head),
        unserved(request: IncomingMessage, response: ServerResponse) {
          allowOrigin(request, response, settings.allowedOrigins)
          sendProblem({ request, response }, notFound(`Nothing is served here. The agent API is at ${path}.`))
        },
      }
      mounted.push(mount(httpServer, path, handlers))
      return api
    },
    close: () => (closed ??= close()),
  }
  return api
}

/** What requests and sockets are served with. */
function hostOf(parts: Omit<SocketHost & RequestHost, 'operations' | 'routes' | 'openApi' | 'callable'>) {
  const { settings, gatekeeper, watch } = parts
  const { clock, logger, path } = settings
  return {
    ...parts,
    operations: {
      watch,
      clock,
      tickets: gatekeeper.tickets,
      poll: (position, waitMs, signal) => pollFeed({ watch, position, waitMs, signal, clock, logger }),
    },
    routes: new Routes(operations),
    openApi: openApiDocument(operations, path),
    callable: new Map(operations.flatMap((one) => (one.waits || one.takesBytes ? [] : [[one.id, one]]))),
  } satisfies SocketHost & RequestHost
}
