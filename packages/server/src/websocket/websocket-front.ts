import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Front, FrontParts } from '../front.ts'
import type { LineRequest } from '../http/attach-context.ts'
import { refusals, type HttpRefusal } from '../http/http-answer.ts'
import { mostPieces } from '../http/request-body.ts'
import type { AddressQuota } from '../line/address-quotas.ts'
import { WebSocketLine } from './websocket-line.ts'

/** A request to open a socket, and its sender. */
export interface UpgradeRequest extends LineRequest {
  readonly quota: AddressQuota
  readonly socket: Duplex
  readonly head: Buffer
}

export interface WebSocketFront extends Front {
  /** Serves an upgrade request to the chat's path, or returns why it does not. */
  upgrade(upgrade: UpgradeRequest): HttpRefusal | undefined
  /** Ends the socket that has waited longest for its attach. Returns whether there was one. */
  giveWay(): boolean
}

/** Serves the chat over WebSocket: one socket is one line. */
export function createWebSocketFront(parts: FrontParts): WebSocketFront {
  const { settings } = parts
  /** Those that are not closed, those that are open, and of these those without an accepted attach, the oldest first. */
  const sockets = new Set<WebSocketLine>()
  const lines = new Set<WebSocketLine>()
  const unattached = new Set<WebSocketLine>()
  let life: 'open' | 'draining' = 'open'
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: settings.maxFrameBytes,
    maxBufferedChunks: mostPieces(settings.maxFrameBytes),
    maxFragments: mostFragments,
    autoPong: false,
  })

  return {
    get lines() {
      return lines.size
    },
    giveWay() {
      const [oldest] = unattached
      oldest?.giveWay('The server has too many connections, and this one was not attached. See maxConnections.')
      return oldest !== undefined
    },
    upgrade({ request, address, quota, socket, head }) {
      if (life === 'draining') return refusals.closing
      let line: WebSocketLine | undefined
      // The oldest of its address goes first: then none of another address has to.
      const giveBack = quota.sockets.add(() =>
        line?.giveWay('Too many sockets of this address are not attached. See addressLimits.unattachedSockets.'),
      )
      const hasRoom = parts.makeRoom()
      if (hasRoom)
        server.handleUpgrade(request, socket, head, (webSocket) => {
          const opened = new WebSocketLine({ webSocket, socket, origin: { request, address }, quota }, parts, {
            attached() {
              unattached.delete(opened)
              giveBack()
            },
            over() {
              lines.delete(opened)
              unattached.delete(opened)
              giveBack()
            },
          })
          line = opened
          for (const set of [sockets, lines, unattached]) set.add(opened)
          socket.once('close', () => sockets.delete(opened))
        })
      // Refused, by us or by ws.
      if (!line) giveBack()
      return hasRoom ? undefined : refusals.full
    },
    drain() {
      life = 'draining'
      return [...lines]
    },
    async close() {
      await Promise.all([...sockets].map((line) => line.close()))
    },
  }
}

/** Clients cut a large frame into a few pieces, if at all. */
const mostFragments = 256
