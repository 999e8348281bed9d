import type { WebSocket } from 'ws'

export interface PacedReadingOptions {
  /** A promise: nothing more should be read until it resolves. */
  room(): Promise<void> | undefined
  /** Reading stops. What it returns is called when it goes on. */
  paused(): () => void
}

/** Reads a WebSocket no faster than there is room for what it brings; what is not read waits in the client's network. */
export class PacedReading {
  readonly #socket: WebSocket
  readonly #options: PacedReadingOptions
  #state: 'reading' | 'paused' = 'reading'

  constructor(socket: WebSocket, options: PacedReadingOptions) {
    this.#socket = socket
    this.#options = options
  }

  /** To be called after each frame. What the network had handed over by then still comes. */
  keepPace(): void {
    if (this.#state === 'paused') return
    const room = this.#options.room()
    if (room) void this.#pauseUntil(room)
  }

  async #pauseUntil(first: Promise<void>): Promise<void> {
    this.#state = 'paused'
    this.#socket.pause()
    const goOn = this.#options.paused()
    for (let room: Promise<void> | undefined = first; room; room = this.#options.room()) await room
    this.#state = 'reading'
    goOn()
    this.#socket.resume()
  }
}
