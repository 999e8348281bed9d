import type { RawData, WebSocket } from 'ws'
import { untilRoom, type Room } from '../line/room.ts'

export interface PacedReadingOptions {
  readonly room: Room
  /** Called when reading stops. The function it returns is called when reading continues. */
  paused(): () => void
  /** Handles one frame. */
  read(frame: Frame): void
}

export interface Frame {
  readonly data: RawData
  readonly isBinary: boolean
}

/**
 * Reads a WebSocket only while there is room. Frames that the network has delivered before wait here; at most one read of
 * the network, 64 kB. Other unread data stays in the client's network.
 */
export class PacedReading {
  readonly #socket: WebSocket
  readonly #options: PacedReadingOptions
  readonly #waiting: Frame[] = []
  #state: 'reading' | 'paused' | 'over' = 'reading'

  constructor(socket: WebSocket, options: PacedReadingOptions) {
    this.#socket = socket
    this.#options = options
  }

  /** A frame has come. `keepPace` is to be called once all frames of a read of the network have. */
  add(frame: Frame): void {
    if (this.#state === 'over') return
    // The frame before has used room, and others of its address may have.
    this.keepPace()
    if (this.#state === 'paused') this.#waiting.push(frame)
    else this.#options.read(frame)
  }

  /** To be called after something has been read that costs. */
  keepPace(): void {
    if (this.#state !== 'reading') return
    const full = this.#options.room()
    if (full) void this.#pauseUntil(full)
  }

  /** Reads nothing more, also of what waits. */
  end(): void {
    this.#state = 'over'
    this.#waiting.length = 0
  }

  async #pauseUntil(full: Promise<void>): Promise<void> {
    this.#state = 'paused'
    this.#socket.pause()
    const resumed = this.#options.paused()
    for (let waiting: Promise<void> | undefined = full; waiting; waiting = this.#readWaiting())
      await untilRoom(this.#options.room, waiting)
    resumed()
    if (this.#isOver()) return
    this.#state = 'reading'
    this.#socket.resume()
  }

  /** Reads what waits while there is room. Gives a promise when there is none. */
  #readWaiting(): Promise<void> | undefined {
    for (let frame = this.#waiting.shift(); frame; frame = this.#waiting.shift()) {
      this.#options.read(frame)
      const full = this.#isOver() ? undefined : this.#options.room()
      if (full) return full
    }
    return undefined
  }

  #isOver(): boolean {
    return this.#state === 'over'
  }
}
