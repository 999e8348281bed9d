import { WebSocket } from 'ws'
import { atEndOfTurn } from '../line/at-end-of-turn.ts'
import { packFrames, type EncodedMessages } from '../bayeux/event-encoding.ts'

/**
 * Sends what a line has to say in one turn of the event loop together. The answer to a command and the events that it leads to
 * take one frame then, one write, and one read of the client.
 */
export class OutgoingMessages {
  readonly #socket: WebSocket
  readonly #sendAll = () => this.send()
  #waiting: EncodedMessages[] = []
  #waitingBytes = 0

  constructor(socket: WebSocket) {
    this.#socket = socket
  }

  /** How much the network has not taken yet. */
  get unsentBytes(): number {
    return this.#socket.bufferedAmount + this.#waitingBytes
  }

  add(messages: EncodedMessages): void {
    if (this.#waiting.push(messages) === 1) atEndOfTurn(this.#sendAll)
    this.#waitingBytes += messages.bytes
  }

  /** Sends all that waits now. `sent` is called when the network has taken it, or the socket is closed. */
  send(sent?: () => void): void {
    const frames = packFrames(this.#waiting)
    this.#waiting = []
    this.#waitingBytes = 0
    const last = frames.pop()
    if (last === undefined || this.#socket.readyState !== WebSocket.OPEN) return sent?.()
    for (const frame of frames) this.#socket.send(frame)
    // If a frame cannot be sent, the close event of the socket follows.
    this.#socket.send(last, sent && (() => sent()))
  }
}
