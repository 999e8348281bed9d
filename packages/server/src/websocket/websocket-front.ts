import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Front, FrontParts } from '../front.ts'
import type { LineRequest } from '../http/attach-context.ts'
import { refusals, type HttpRefusal } from '../http/http-answer.ts'
import { mostPieces } from '../http/request-body.ts'
import type { AddressQuota } from '../line/address-quotas.ts'
import type { EndingLine } from '../line/end-evenly.ts'
import { WebSocketLine } from './websocket-line.ts'

/** A request to open a socket, and its sender. */
export interface SocketRequest extends LineRequest {
  readonly quota: AddressQuota
  readonly socket: Duplex
  readonly head: Buffer
}

/** Serves the chat over WebSocket: one socket is one line. */
export class WebSocketFront implements Front {
  readonly #parts: FrontParts
  readonly #server: WebSocketServer
  /** Those that are not closed. */
  readonly #sockets = new Set<WebSocketLine>()
  /** Those that are open. */
  readonly #lines = new Set<WebSocketLine>()
  /** Of the open ones those without an accepted attach, the oldest first. */
  readonly #unattached = new Set<WebSocketLine>()
  #life: 'open' | 'draining' = 'open'

  constructor(parts: FrontParts) {
    const { maxFrameBytes } = parts.settings
    this.#parts = parts
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: maxFrameBytes,
      maxBufferedChunks: mostPieces(maxFrameBytes),
      maxFragments: mostFragments,
      autoPong: false,
    })
  }

  get lines(): number {
    return this.#lines.size
  }

  /** Ends the socket that has waited longest for its attach. Returns whether there was one. */
  giveWay(): boolean {
    const [oldest] = this.#unattached
    oldest?.giveWay('The server has too many connections, and this one was not attached. See maxConnections.')
    return oldest !== undefined
  }

  /** Serves an upgrade request to the chat's path, or returns why it does not. */
  upgrade(asked: SocketRequest): HttpRefusal | undefined {
    if (this.#life === 'draining') return refusals.closing
    let line: WebSocketLine | undefined
    // The oldest of its address goes first: then none of another address has to.
    const giveBack = asked.quota.sockets.add(() =>
      line?.giveWay('Too many sockets of this address are not attached. See addressLimits.unattachedSockets.'),
    )
    const hasRoom = this.#parts.makeRoom()
    if (hasRoom) line = this.#open(asked, giveBack)
    // Refused, by us or by ws.
    if (!line) giveBack()
    return hasRoom ? undefined : refusals.full
  }

  drain(): readonly EndingLine[] {
    this.#life = 'draining'
    return [...this.#lines]
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sockets].map((line) => line.close()))
  }

  /** `undefined`: ws has refused it. `giveBack` gives back its place among the unattached sockets of its address. */
  #open({ request, address, quota, socket, head }: SocketRequest, giveBack: () => void): WebSocketLine | undefined {
    let opened: WebSocketLine | undefined
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const line = new WebSocketLine({ webSocket, socket, origin: { request, address }, quota }, this.#parts, {
        attached: () => {
          this.#unattached.delete(line)
          giveBack()
        },
        over: () => {
          this.#lines.delete(line)
          this.#unattached.delete(line)
          giveBack()
        },
      })
      opened = line
      for (const set of [this.#sockets, this.#lines, this.#unattached]) set.add(line)
      socket.once('close', () => this.#sockets.delete(line))
    })
    return opened
  }
}

/** Clients cut a large frame into a few pieces, if at all. */
const mostFragments = 256
