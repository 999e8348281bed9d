import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Front, FrontParts } from '../front.ts'
import { WebSocketLine } from './websocket-line.ts'

export interface WebSocketFront extends Front {
  /** Serves an upgrade request to the chat's path. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** Serves the chat over WebSocket: one socket is one line. */
export function createWebSocketFront(parts: FrontParts): WebSocketFront {
  const { settings } = parts
  const lines = new Set<WebSocketLine>()
  const server = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: settings.maxFrameBytes })

  return {
    get lines() {
      return lines.size
    },
    upgrade(request, socket, head) {
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const line = new WebSocketLine(webSocket, request, parts)
        lines.add(line)
        webSocket.once('close', () => lines.delete(line))
      })
    },
    async close() {
      await Promise.all([...lines].map((line) => line.close()))
    },
  }
}
