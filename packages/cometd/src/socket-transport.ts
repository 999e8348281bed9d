import { Transport } from 'cometd'
import type { Envelope } from './cometd-typings.ts'
import type { Wire, WireOptions } from './closable-transport.ts'

/** Bayeux over one WebSocket, dialed by the first message. Each envelope is a text frame. */
export class SocketTransport extends Transport implements Wire {
  readonly #options: WireOptions
  #socket: WebSocket | undefined

  constructor(options: WireOptions) {
    super()
    this.#options = options
  }

  override accept(): boolean {
    return true
  }

  override send({ messages }: Envelope): void {
    const frame = JSON.stringify(messages)
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

  /** cometd sends nothing more until the handshake is answered, so there is one frame at most to send once open. */
  #dial(firstFrame: string): WebSocket {
    const { url, received, lost } = this.#options
    const socket = new WebSocket(url.href.replace(/^http/, 'ws'))
    socket.onopen = () => socket.send(firstFrame)
    socket.onmessage = ({ data }) => received(data)
    socket.onerror = () => undefined // says nothing about why; onclose follows. Kept after close(), which may cause one
    socket.onclose = ({ code, reason }) => lost(new Error(`the WebSocket closed: ${[code, reason].join(' ').trim()}`))
    return socket
  }
}
