import { toJson } from '@chat-transport/core'
import { Transport } from 'cometd'
import type { Envelope } from './cometd-typings.ts'
import type { ClosableTransport, ClosableTransportOptions } from './closable-transport.ts'

/** Bayeux over one WebSocket. The first message opens it; each envelope is sent as one text frame. */
export class SocketTransport extends Transport implements ClosableTransport {
  readonly #options: ClosableTransportOptions
  #socket: WebSocket | undefined

  constructor(options: ClosableTransportOptions) {
    super()
    this.#options = options
  }

  override accept(): boolean {
    return true
  }

  override send({ messages }: Envelope): void {
    const frame = toJson(messages)
    if (this.#socket) this.#socket.send(frame)
    else this.#socket = this.#dial(frame)
  }

  close(goodbye?: string): void {
    const socket = this.#socket
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    if (goodbye && socket.readyState === socket.OPEN) socket.send(goodbye)
    socket.close()
  }

  /** CometD waits for the answer to the handshake, so `firstFrame` is the only frame to send when the socket opens. */
  #dial(firstFrame: string): WebSocket {
    const { url, received, lost } = this.#options
    const socket = new WebSocket(url.href.replace(/^http/, 'ws'))
    let failure = 'unable to open the WebSocket'
    socket.onopen = () => {
      failure = 'the WebSocket closed'
      socket.send(firstFrame)
    }
    socket.onmessage = ({ data }) => received(data)
    socket.onerror = () => undefined // it gives no reason, and onclose follows. It stays set after close(), which may cause an error
    socket.onclose = ({ code, reason }) =>
      lost(Object.assign(new Error(`${failure}: code ${code} ${reason}`.trim()), { code }))
    return socket
  }
}
