import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { AttachContext } from '@chat-transport/backend'
import { WebSocket, type RawData } from 'ws'
import { Absence } from '../line/absence.ts'
import { closeWithin } from '../line/close-within.ts'
import { attachContext, type LineRequest } from '../http/attach-context.ts'
import type { AddressQuota } from '../line/address-quotas.ts'
import { closeCode, endReasonCodes } from './close-codes.ts'
import { stopReading } from './stop-reading.ts'
import { LineTraffic } from './line-traffic.ts'
import { linger } from './linger.ts'
import { duplicateConnect } from '../bayeux/bayeux.ts'
import type { BayeuxSession } from '../bayeux/bayeux-session.ts'
import type { BayeuxReply } from '../bayeux/exchange-response.ts'
import { parseFrame, type BayeuxFrame } from '../bayeux/bayeux-frame.ts'
import { encodeEvents, encodeReply } from '../bayeux/event-encoding.ts'
import type { FrontParts } from '../front.ts'
import type { EndingLine } from '../line/end-evenly.ts'
import { endReasonTexts, type EndReason } from '../line/end-reason.ts'
import type { LineLog } from '../line/line-log.ts'
import { OutgoingMessages } from './outgoing-messages.ts'
import { PacedReading, type Frame } from './paced-reading.ts'
import { VisitorConnection, type ClientConnection } from '../line/visitor-connection.ts'

/** The connection is full when more than this is waiting to be sent. New events wait behind it, so it is no more than a page. */
const fullAtBytes = 64 * 1024
/** Far more than events alone can reach: only a client that does not read leaves this much unsent. */
const mostUnreadBytes = 1024 * 1024

/**
 *   opened ──handshake──▶ handshaken      both ──end, refusal──▶ closing ──▶ closed (the socket's state)
 */
type State =
  | { name: 'opened'; stopWaiting: () => void }
  | { name: 'handshaken'; connection: VisitorConnection; absence: Absence; session?: BayeuxSession }
  | { name: 'closing' }

/** What a line is made of. */
export interface LineSocket {
  readonly webSocket: WebSocket
  /** The socket beneath. */
  readonly socket: Duplex
  readonly origin: LineRequest
  readonly quota: AddressQuota
}

export interface LineEvents {
  /** An attach was accepted. */
  attached(): void
  /** The line has ended, by the server or the client. Its socket may still be open. */
  over(): void
}

/** One WebSocket is one line. Its first frame is the handshake. */
export class WebSocketLine implements ClientConnection, EndingLine {
  readonly context: AttachContext
  readonly #socket: WebSocket
  readonly #raw: Duplex
  readonly #parts: FrontParts
  readonly #events: LineEvents
  /** Identifies this socket to the CometD library. */
  readonly #cookie = randomUUID()
  readonly #traffic: LineTraffic
  readonly #log: LineLog
  readonly #reading: PacedReading
  readonly #outgoing: OutgoingMessages
  #state: State

  constructor({ webSocket, socket, origin, quota }: LineSocket, parts: FrontParts, events: LineEvents) {
    this.#socket = webSocket
    this.#raw = socket
    this.#parts = parts
    this.#events = events
    this.#traffic = new LineTraffic(quota, parts.settings)
    this.#outgoing = new OutgoingMessages(webSocket)
    this.#log = parts.startLineLog('websocket')
    this.context = attachContext(origin, 'websocket')
    const { clock, absenceTimeoutMs } = parts.settings
    const stopWaiting = clock.after(absenceTimeoutMs, () =>
      this.#close(closeCode.policy, `No /meta/handshake came within ${absenceTimeoutMs} ms.`),
    )
    this.#state = { name: 'opened', stopWaiting }
    this.#reading = new PacedReading(webSocket, {
      room: () => this.#room(),
      paused: () => {
        this.#log.slowed()
        const startReading = stopReading(this.#raw)
        const present = this.#state.name === 'handshaken' ? this.#state.absence.excuse() : () => undefined
        return () => {
          startReading()
          present()
        }
      },
      read: (frame) => this.#read(frame),
    })
    this.#listen()
    this.#log.opened()
  }

  #listen(): void {
    const { webSocket, socket } = { webSocket: this.#socket, socket: this.#raw }
    webSocket.on('message', (data, isBinary) => {
      this.#traffic.framed(sizeOf(data))
      this.#reading.add({ data, isBinary })
    })
    webSocket.on('ping', (data) => {
      if (!this.#traffic.isSpent) webSocket.pong(data)
      this.#controlled(data)
    })
    webSocket.on('pong', (data) => this.#controlled(data))
    // ws reads before this listener is called.
    socket.on('data', (data: Buffer) => this.#received(data))
    // A frame that is invalid or too large: ws closes the socket, for example with 1007 or 1009.
    webSocket.on('error', (error) => {
      this.#log.lost(error.message)
      this.#leave()
    })
    webSocket.once('close', (code) => {
      this.#log.lost(`the socket closed with code ${code}`)
      this.#leave()
    })
  }

  // ---- ClientConnection

  opened(session: BayeuxSession): void {
    if (this.#state.name !== 'handshaken') return
    this.#state.session = session
    this.#traffic.attached()
    this.#events.attached()
  }

  write(events: readonly string[]): void | Promise<void> {
    let bytes = 0
    for (const event of encodeEvents(events)) {
      this.#outgoing.add(event)
      bytes += event.bytes
    }
    if (this.#state.name === 'handshaken') this.#state.absence.sent(bytes)
    return this.#outgoing.unsentBytes > fullAtBytes ? new Promise((resolve) => this.#outgoing.send(resolve)) : undefined
  }

  get isWriting(): boolean {
    return this.#outgoing.unsentBytes > 0
  }

  end(reason: EndReason): void {
    // In a microtask, so that the library can first answer the message that ended the session, and its held `/meta/connect`.
    queueMicrotask(() => this.#close(endReasonCodes[reason], endReasonTexts[reason]))
    if (this.#state.name === 'handshaken') this.#state.session?.disconnect()
  }

  // ---- the front

  /** Whether the line has not ended; its socket may stay open for longer. */
  get isOpen(): boolean {
    return this.#state.name !== 'closing'
  }

  /** Ends the line, so that its page attaches elsewhere. */
  shutDown(): void {
    if (this.#state.name === 'handshaken') this.#state.connection.end('shutdown')
    this.#close(endReasonCodes.shutdown, endReasonTexts.shutdown)
  }

  /** Ends the line for a shutdown; resolves when the socket is gone. */
  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return
    const closed = new Promise((resolve) => this.#socket.once('close', resolve))
    this.shutDown()
    await closeWithin(this.#parts.settings, closed, () => this.#socket.terminate())
  }

  /** Ends a line that was not attached, because others need its place. */
  giveWay(reason: string): void {
    this.#close(closeCode.tryAgainLater, reason)
  }

  /** The network was read; ws has handled the frames in it. */
  #received(data: Buffer): void {
    // The client has said close, or ws has refused a frame.
    if (this.#socket.readyState !== WebSocket.OPEN) return this.#leave()
    const excess = this.#traffic.received(data.length)
    if (excess === 'too-large')
      this.#close(
        closeCode.tooLarge,
        `Before an attach, a frame has at most ${this.#parts.settings.maxHandshakeBytes} bytes.`,
      )
    else if (excess === 'no-room')
      this.#close(
        closeCode.policy,
        'Too much of unfinished frames is kept for this address. See addressLimits.keptBytes.',
      )
    this.#reading.keepPace()
  }

  #controlled(data: Buffer): void {
    this.#traffic.controlled(data.length)
    this.#reading.keepPace()
  }

  #read({ data, isBinary }: Frame): void {
    if (this.#state.name === 'closing') return
    if (isBinary) return this.#close(closeCode.unsupportedData, 'Frames must be text.')
    const { frame, refusal } = parseFrame(data.toString())
    this.#traffic.spend({ messages: frame?.messages.length ?? 1, bytes: sizeOf(data) })
    if (refusal) this.#close(refusal.kind === 'malformed' ? closeCode.malformed : closeCode.policy, refusal.reason)
    else if (frame.isHandshake) this.#handshake(frame)
    else this.#exchange(frame)
  }

  #handshake(frame: BayeuxFrame): void {
    if (this.#state.name !== 'opened')
      return this.#close(closeCode.policy, 'A socket carries one line: attach again on a new socket.')
    this.#state.stopWaiting()
    this.#traffic.spendHandshake()
    const { attachHandler, bayeux, settings } = this.#parts
    const connection = new VisitorConnection(this, { attachHandler, logger: settings.logger, log: this.#log })
    const absence = new Absence(settings, () => {
      this.#log.lost(`no /meta/connect for ${settings.absenceTimeoutMs} ms`)
      connection.end('disconnected')
    })
    const answered = absence.excuse()
    this.#state = { name: 'handshaken', connection, absence }
    bayeux.exchange({ frame, cookie: this.#cookie, client: connection }, (reply) => {
      this.#reply(reply)
      answered()
      if (connection.isLive) connection.answered()
      else this.#close(closeCode.normal, 'The attach was refused.')
    })
  }

  #exchange(frame: BayeuxFrame): void {
    const asks = this.#state.name === 'handshaken' && frame.isConnect ? this.#state : undefined
    asks?.absence.asked()
    const answered = asks?.absence.excuse()
    this.#parts.bayeux.exchange({ frame, cookie: this.#cookie }, (reply) => {
      this.#reply(reply)
      answered?.()
    })
    asks?.connection.confirm()
  }

  /** Gives a promise while commands wait, or while the frames read exceed the budget. */
  #room(): Promise<void> | undefined {
    const waiting = this.#state.name === 'handshaken' ? this.#state.connection.room() : undefined
    return waiting ?? this.#traffic.room()
  }

  #reply({ status, body }: BayeuxReply): void {
    if (body === undefined)
      return status === duplicateConnect
        ? this.#close(closeCode.policy, 'Only one /meta/connect may be open at a time.')
        : this.#close(closeCode.failed, 'The chat server failed on this frame. See its log.')
    this.#outgoing.add(encodeReply(body))
    // Events wait for the network, but answers do not. A client that keeps asking without reading is closed.
    if (this.#outgoing.unsentBytes > mostUnreadBytes) this.end('overflow')
  }

  #close(code: number, reason: string): void {
    if (this.#state.name === 'closing') return
    this.#log.closed(reason)
    // The close frame is sent after all earlier frames.
    this.#outgoing.send()
    this.#socket.close(code, reason)
    this.#leave()
  }

  /** Nothing more is read, the place of the line is free, and the socket is closed soon. */
  #leave(): void {
    const state = this.#state
    if (state.name === 'closing') return
    this.#state = { name: 'closing' }
    this.#reading.end()
    this.#traffic.end()
    this.#events.over()
    const { clock, absenceTimeoutMs } = this.#parts.settings
    linger(this.#raw, { clock, unreadTimeoutMs: absenceTimeoutMs })
    if (state.name === 'opened') state.stopWaiting()
    if (state.name === 'handshaken') {
      state.absence.end()
      state.connection.end('lost')
      state.session?.disconnect()
    }
  }
}

/** ws gives a `Buffer`, unless it is told otherwise. */
const sizeOf = (data: RawData) => (Array.isArray(data) ? 0 : data.byteLength)
