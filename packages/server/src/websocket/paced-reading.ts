import type { WebSocket } from 'ws'
import { untilRoom, type Room } from '../line/room.ts'

export interface PacedReadingOptions {
  readonly room: Room
  /** Called when reading stops. The function it returns is called when reading continues. */
  paused(): () => void
}

/** Reads a WebSocket only while there is room. Unread data stays in the client's network. */
export class PacedReading {
  readonly #socket: WebSocket
  readonly #options: PacedReadingOptions
  #state: 'reading' | 'paused' = 'reading'

  constructor(socket: WebSocket, options: PacedReadingOptions) {
    this.#socket = socket
    this.#options = options
  }

  /** To be called after each frame. Frames that the network delivered before still arrive. */
  keepPace(): void {
    if (this.#state === 'paused') return
    const full = this.#options.room()
    if (full) void this.#pauseUntil(full)
  }

  async #pauseUntil(full: Promise<void>): Promise<void> {
    this.#state = 'paused'
    this.#socket.pause()
    const resumed = this.#options.paused()
    await untilRoom(this.#options.room, full)
    this.#state = 'reading'
    resumed()
    this.#socket.resume()
  }
}
