import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Front, FrontParts } from '../front.ts'
import type { LineRequest } from '../http/attach-context.ts'
import { refusals, refuseUpgrade } from '../http/http-answer.ts'
import { mostPieces } from '../http/request-body.ts'
import { WebSocketLine } from './websocket-line.ts'

export interface WebSocketFront extends Front {
  /** Serves an upgrade request to the chat's path. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Ends the socket that has waited longest for its attach. Returns whether there was one. */
  giveWay(): boolean
}

/** Serves the chat over WebSocket: one socket is one line. */
export function createWebSocketFront(parts: FrontParts): WebSocketFront {
  const { settings, quotas } = parts
  /** Those that are not closed, those that are open, and of these those without an accepted attach, the oldest first. */
  const sockets = new Set<WebSocketLine>()
  const lines = new Set<WebSocketLine>()
  const unattached = new Set<WebSocketLine>()
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: settings.maxFrameBytes,
    maxBufferedChunks: mostPieces(settings.maxFrameBytes),
    maxFragments: mostFragments,
    autoPong: false,
  })

  function open(socket: Duplex, line: WebSocketLine, giveBack: () => void): void {
    for (const set of [sockets, lines, unattached]) set.add(line)
    socket.once('close', () => {
      sockets.delete(line)
      giveBack()
    })
  }

  return {
    get lines() {
      return lines.size
    },
    giveWay() {
      const [oldest] = unattached
      oldest?.giveWay()
      return oldest !== undefined
    },
    upgrade(request, socket, head) {
      const address = settings.addressOf(request)
      const quota = quotas.of(address)
      if (!quota.sockets.take()) return refuseUpgrade(socket, refusals.tooManySockets)
      let giveBack = () => {
        quota.sockets.giveBack()
        giveBack = () => undefined
      }
      let isUpgraded = false
      server.handleUpgrade(request, socket, head, (webSocket) => {
        isUpgraded = true
        const origin: LineRequest = { request, address }
        const line: WebSocketLine = new WebSocketLine({ webSocket, socket, origin, quota }, parts, {
          attached() {
            unattached.delete(line)
            giveBack()
          },
          over() {
            lines.delete(line)
            unattached.delete(line)
          },
        })
        open(socket, line, () => giveBack())
      })
      // ws has refused it.
      if (!isUpgraded) giveBack()
    },
    async close() {
      await Promise.all([...sockets].map((line) => line.close()))
    },
  }
}

/** Clients cut a large frame into a few pieces, if at all. */
const mostFragments = 256
