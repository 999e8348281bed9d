import type { Server } from 'node:http'
import type { VisitorEntrance } from '@chat-transport/backend'
import { WebSocketServer, type WebSocket } from 'ws'
import { isAllowed, type AllowedOrigins } from './allowed-origins.ts'
import { createVisitor, type Wire } from './visitor.ts'

export interface WebSocketFrontOptions {
  /** Pages of these origins may chat, besides those of the front's own. @default none */
  readonly allowedOrigins?: AllowedOrigins
  /** How often an empty frame says that the line is alive: 10 s at most (P44). @default 5000 */
  readonly heartbeatMs?: number
}

const largestFrameBytes = 256 * 1024

/** The chat over plain WebSockets on an HTTP server: one JSON object a frame, the first one an attach. Returns what serves them. */
export function createWebSocketFront(
  server: Server,
  entrance: VisitorEntrance,
  { allowedOrigins = [], heartbeatMs = 5_000 }: WebSocketFrontOptions = {},
): WebSocketServer {
  const front = new WebSocketServer({
    server,
    maxPayload: largestFrameBytes,
    verifyClient: ({ req }: { req: Parameters<typeof isAllowed>[0] }) => isAllowed(req, allowedOrigins),
  })
  front.on('connection', (socket, { headers }) => {
    const visitor = createVisitor(entrance, frames(socket))
    const heartbeat = setInterval(() => socket.send(''), heartbeatMs)
    let attached: Promise<void> | undefined
    socket.on('message', (data) => {
      const command = parsed(String(data))
      if (command === undefined) return socket.close(1007, 'Frames must be JSON.')
      if (!attached) {
        attached = visitor.attach(command, { headers, transport: 'web-socket' })
        return void attached.then(() => socket.ping()) // its pong says that the page has the answer
      }
      const full = visitor.receive(command)
      if (!full) return
      socket.pause()
      void full.then(() => socket.resume())
    })
    socket.on('pong', () => visitor.confirm())
    socket.on('error', () => undefined) // a frame against RFC 6455 or too large: ws closes the socket itself
    socket.on('close', () => {
      clearInterval(heartbeat)
      visitor.leave()
    })
  })
  return front
}

/** A socket as a wire: each text a frame. */
function frames(socket: WebSocket): Wire {
  return {
    write(texts): void | Promise<void> {
      const sent = texts.map((text) => new Promise<void>((resolve) => socket.send(text, () => resolve())))
      if (socket.bufferedAmount > largestFrameBytes) return sent.at(-1)
    },
    end: () => socket.close(1000),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // no JSON: no value that JSON has
  }
}
