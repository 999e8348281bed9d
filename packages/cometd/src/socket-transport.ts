import { Transport } from 'cometd'
import type { LineFailure } from '@chat-transport/core'
import type { Envelope } from './cometd-typings.ts'
import type { ClosableTransport, ClosableTransportOptions } from './closable-transport.ts'
import { nextBatch, outgoing, textOf, type Outgoing } from './outgoing.ts'

/** How often a socket is asked what is still unsent. */
const lookMs = 1000

/** Bayeux over one WebSocket. The first message opens it. What is sent in one task goes out together, in a few text frames. */
export class SocketTransport extends Transport implements ClosableTransport {
  readonly #options: ClosableTransportOptions
  #socket: WebSocket | undefined
  readonly #waiting: Outgoing[] = []
  /** What was unsent at the last look; 0 while nobody looks. */
  #unsentBytes = 0

  constructor(options: ClosableTransportOptions) {
    super()
    this.#options = options
  }

  override accept(): boolean {
    return true
  }

  override send({ messages }: Envelope): void {
    const batch = messages.map(outgoing)
    const socket = this.#socket
    if (!socket) this.#socket = this.#dial(textOf(batch))
    else if (this.#waiting.push(...batch) === batch.length) void Promise.resolve().then(() => this.#sendWaiting(socket))
  }

  close(goodbye?: string): void {
    const socket = this.#socket
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.onerror = () => undefined // closing may cause one, which stand-ins for browsers throw when nobody listens
    if (goodbye && socket.readyState === socket.OPEN) {
      this.#sendWaiting(socket)
      socket.send(goodbye)
    }
    socket.close()
  }

  /** CometD waits for the answer to the handshake, so `firstFrame` is the only frame to send when the socket opens. */
  #dial(firstFrame: string): WebSocket {
    const { url, received, progress, lost } = this.#options
    const socket = new WebSocket(url.href.replace(/^http/, 'ws'))
    let failure = 'unable to open the WebSocket'
    const ended = ({ code, reason }: { readonly code: number; readonly reason: string }) =>
      lost(
        Object.assign<Error, Partial<LineFailure>>(new Error(`${failure}: code ${code} ${reason}`.trim()), {
          code,
        }),
      )
    socket.onopen = () => {
      failure = 'the WebSocket closed'
      progress()
      this.#send(socket, firstFrame)
    }
    socket.onmessage = ({ data }) => {
      progress()
      received(data)
    }
    socket.onclose = ended
    // `onclose` follows and knows more, but not when a Content-Security-Policy forbids the address.
    socket.onerror = () => {
      if (socket.readyState === socket.CLOSED) ended({ code: 1006, reason: '' })
    }
    return socket
  }

  #sendWaiting(socket: WebSocket): void {
    while (this.#waiting.length) this.#send(socket, textOf(nextBatch(this.#waiting)))
  }

  /** While much is on its way up nothing may come down: what leaves the page is the sign of life. */
  #send(socket: WebSocket, frame: string): void {
    socket.send(frame)
    if (this.#unsentBytes > 0) return
    const { startTimer, progress } = this.#options
    const look = () => {
      const before = this.#unsentBytes
      this.#unsentBytes = socket.bufferedAmount
      if (this.#unsentBytes < before) progress()
      if (this.#unsentBytes > 0) startTimer(look, lookMs)
    }
    look()
  }
}
