import type { Socket } from 'node:net'

/**
 * The treatment of bytes in one direction:
 * `hold`: they wait, and so does the end of the connection. `swallow`: neither they nor the end arrive.
 * `tear`: only the first half of the next data arrives, then the connection ends.
 */
export type Treatment =
  | { readonly name: 'pass' | 'hold' | 'swallow' | 'tear' }
  | { readonly name: 'delay'; readonly ms: number }
  | { readonly name: 'throttle'; readonly bytesPerSecond: number }

/** `end`: the source sends no more. `break`: the source is gone. */
type Parcel = { readonly arrivedAt: number } & (
  { readonly what: 'bytes'; readonly bytes: Buffer } | { readonly what: 'end' | 'break' }
)

/** If more than this waits, the source is not read, as with a socket whose buffers are full. */
const waitingBytesLimit = 64 * 1024
/** A throttled line passes on the bytes for this much time, and then pauses. */
const sliceMs = 20

/** One direction of a joined connection: carries bytes from `source` to `sink`, according to the treatment. */
export class OneWay {
  readonly #source: Socket
  readonly #sink: Socket
  readonly #waiting: Parcel[] = []
  #waitingBytes = 0
  #treatment: Treatment = { name: 'pass' }
  #timer: NodeJS.Timeout | undefined
  /** When a throttled line accepts more. */
  #freeAt = 0
  #hasHole = false

  readonly #swallowed: (bytes: number) => void

  constructor(source: Socket, sink: Socket, swallowed: (bytes: number) => void) {
    this.#swallowed = swallowed
    this.#source = source
    this.#sink = sink
    source.on('data', (bytes: Buffer) => this.#take({ what: 'bytes', bytes, arrivedAt: Date.now() }))
    source.on('end', () => this.#take({ what: 'end', arrivedAt: Date.now() }))
    source.on('close', () => {
      if (!source.readableEnded) this.#take({ what: 'break', arrivedAt: Date.now() })
    })
    sink.on('drain', () => this.#regulate())
    sink.on('close', () => clearTimeout(this.#timer))
  }

  /** Whether something was swallowed, so that later bytes would be meaningless to the other end. */
  get hasHole(): boolean {
    return this.#hasHole
  }

  treat(treatment: Treatment): void {
    this.#treatment = treatment
    this.#freeAt = 0
    this.#forward()
  }

  #take(parcel: Parcel): void {
    this.#waiting.push(parcel)
    if (parcel.what === 'bytes') this.#waitingBytes += parcel.bytes.length
    this.#forward()
  }

  readonly #forward = (): void => {
    clearTimeout(this.#timer)
    for (let next = this.#waiting[0]; next && !this.#sink.destroyed; next = this.#waiting[0]) {
      const waitMs = this.#waitMs(next)
      if (waitMs > 0) {
        if (waitMs !== Infinity) this.#timer = setTimeout(this.#forward, waitMs)
        break
      }
      this.#waiting.shift()
      if (next.what === 'bytes') this.#carry(next.bytes, next.arrivedAt)
      else this.#end(next.what)
    }
    this.#regulate()
  }

  #waitMs({ arrivedAt }: Parcel): number {
    switch (this.#treatment.name) {
      case 'hold':
        return Infinity
      case 'delay':
        return arrivedAt + this.#treatment.ms - Date.now()
      case 'throttle':
        return this.#freeAt - Date.now()
      case 'pass':
      case 'swallow':
      case 'tear':
        return 0
    }
  }

  #carry(bytes: Buffer, arrivedAt: number): void {
    this.#waitingBytes -= bytes.length
    if (!this.#sink.writable) return
    switch (this.#treatment.name) {
      case 'swallow':
        this.#hasHole = true
        return this.#swallowed(bytes.length)
      case 'tear':
        return void this.#sink.end(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => this.#source.destroy())
      case 'throttle':
        return this.#carrySlice(bytes, { arrivedAt, bytesPerSecond: this.#treatment.bytesPerSecond })
      case 'pass':
      case 'hold':
      case 'delay':
        return void this.#sink.write(bytes)
    }
  }

  #carrySlice(bytes: Buffer, { arrivedAt, bytesPerSecond }: { arrivedAt: number; bytesPerSecond: number }): void {
    const slice = bytes.subarray(0, Math.max(1, Math.floor((bytesPerSecond * sliceMs) / 1000)))
    const rest = bytes.subarray(slice.length)
    if (rest.length > 0) this.#waiting.unshift({ what: 'bytes', bytes: rest, arrivedAt })
    this.#waitingBytes += rest.length
    this.#freeAt = Date.now() + (slice.length * 1000) / bytesPerSecond
    this.#sink.write(slice)
  }

  #end(how: 'end' | 'break'): void {
    if (this.#treatment.name === 'swallow') this.#hasHole = true
    else if (how === 'end') this.#sink.end()
    else this.#sink.destroy()
  }

  #regulate(): void {
    const full = this.#waitingBytes > waitingBytesLimit || this.#sink.writableNeedDrain
    if (full || this.#treatment.name === 'hold') this.#source.pause()
    else this.#source.resume()
  }
}
