import type { IncomingMessage, Server } from 'node:http'
import type { AttachHandler } from '@chat-transport/backend'
import { WebSocketServer, type WebSocket } from 'ws'
import { isAllowed, type AllowedOrigins } from './allowed-origins.ts'
import { baseUrl } from './base-url.ts'
import { parseJson } from './parse-json.ts'
import { createVisitor, type PageConnection } from './visitor.ts'

export interface WebSocketFrontOptions {
  /** Pages of these origins may chat, as well as pages of the front's own origin. @default none */
  readonly allowedOrigins?: AllowedOrigins
  /** How often an empty frame is sent as a sign of life: 10 s at most (P44). @default 5000 */
  readonly heartbeatMs?: number
  /** A socket is closed if its first frame takes longer. @default 10_000 */
  readonly attachTimeoutMs?: number
  /** Further sockets are refused. @default 10_000 */
  readonly maxSockets?: number
}

const largestFrameBytes = 256 * 1024

/** Serves the chat over plain WebSockets on an HTTP server. Each frame is one JSON object, and the first is an attach. */
export function createWebSocketFront(
  server: Server,
  attachHandler: AttachHandler,
  options: WebSocketFrontOptions = {},
): WebSocketServer {
  const { allowedOrigins = [], heartbeatMs = 5_000, attachTimeoutMs = 10_000, maxSockets = 10_000 } = options
  const front = new WebSocketServer({
    server,
    maxPayload: largestFrameBytes,
    verifyClient({ req }: { req: IncomingMessage }, answer: (accepted: boolean, status?: number) => void) {
      if (front.clients.size >= maxSockets) answer(false, 503)
      else answer(isAllowed(req, allowedOrigins), 403)
    },
  })
  front.on('connection', (socket, request) => {
    const { headers } = request
    const reachedAt = baseUrl(request)
    const context = { headers, transport: 'web-socket', ...(reachedAt && { baseUrl: reachedAt }) }
    const visitor = createVisitor(attachHandler, frames(socket))
    const heartbeat = setInterval(() => socket.send(''), heartbeatMs)
    const late = setTimeout(() => socket.close(1008, 'The first frame must come sooner.'), attachTimeoutMs)
    let attached: Promise<void> | undefined
    socket.on('message', (data) => {
      const command = parseJson(String(data))
      if (command === undefined) return socket.close(1007, 'Frames must be JSON.')
      if (!attached) {
        clearTimeout(late)
        attached = visitor.attach(command, context)
        return void attached.then(() => socket.ping()) // its pong shows that the page has the answer
      }
      const full = visitor.receive(command)
      if (!full || socket.isPaused) return
      socket.pause()
      void full.then(() => socket.resume())
    })
    socket.on('pong', () => visitor.confirm())
    socket.on('error', () => undefined) // an invalid or too large frame: ws closes the socket
    socket.on('close', () => {
      clearInterval(heartbeat)
      clearTimeout(late)
      visitor.leave()
    })
  })
  return front
}

/** A socket as a connection to a page: each text is a frame. */
function frames(socket: WebSocket): PageConnection {
  return {
    write(texts): void | Promise<void> {
      const sent = texts.map((text) => new Promise<void>((resolve) => socket.send(text, () => resolve())))
      if (socket.bufferedAmount > largestFrameBytes) return sent.at(-1)
    },
    end: () => socket.close(1000),
  }
}
