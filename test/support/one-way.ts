import type { Socket } from 'node:net'
import type { Bottleneck } from './bottleneck.ts'

/**
 * The treatment of bytes in one direction:
 * `hold`: they wait, and so does the end of the connection. `swallow`: neither they nor the end arrive.
 * `tear`: only the first half of the next data arrives, then the connection ends.
 */
export type Treatment =
  | { readonly name: 'pass' | 'hold' | 'swallow' | 'tear' }
  | { readonly name: 'delay'; readonly ms: number }
  | { readonly name: 'throttle'; readonly bottleneck: Bottleneck; readonly latencyMs: number }

type Throttle = Extract<Treatment, { readonly name: 'throttle' }>

/** `end`: the source sends no more. `break`: the source is gone. */
type Parcel = { readonly arrivedAt: number } & (
  { readonly what: 'bytes'; readonly bytes: Buffer } | { readonly what: 'end' | 'break' }
)

/** If more than this waits, the source is not read, as with a socket whose buffers are full. */
const waitingBytesLimit = 64 * 1024
/** One direction of a joined connection: carries bytes from `source` to `sink`, according to the treatment. */
export class OneWay {
  readonly #source: Socket
  readonly #sink: Socket
  readonly #waiting: Parcel[] = []
  #waitingBytes = 0
  #treatment: Treatment = { name: 'pass' }
  #timer: NodeJS.Timeout | undefined
  /** When the slice that has its place in the bottleneck is through. */
  #throughAt: number | undefined
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
    this.#throughAt = undefined
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

  #waitMs(parcel: Parcel): number {
    switch (this.#treatment.name) {
      case 'hold':
        return Infinity
      case 'delay':
        return parcel.arrivedAt + this.#treatment.ms - Date.now()
      case 'throttle':
        return this.#throttledMs(parcel, this.#treatment)
      case 'pass':
      case 'swallow':
      case 'tear':
        return 0
    }
  }

  /** The way there takes its time first; then each slice takes its place among those of the other connections. */
  #throttledMs(parcel: Parcel, { bottleneck, latencyMs }: Throttle): number {
    const onTheWayMs = parcel.arrivedAt + latencyMs - Date.now()
    if (onTheWayMs > 0 || parcel.what !== 'bytes') return onTheWayMs
    this.#throughAt ??= bottleneck.enter(Math.min(bottleneck.sliceBytes, parcel.bytes.length))
    return this.#throughAt - Date.now()
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
        return this.#carrySlice(bytes, { arrivedAt, sliceBytes: this.#treatment.bottleneck.sliceBytes })
      case 'pass':
      case 'hold':
      case 'delay':
        return void this.#sink.write(bytes)
    }
  }

  #carrySlice(bytes: Buffer, { arrivedAt, sliceBytes }: { arrivedAt: number; sliceBytes: number }): void {
    const rest = bytes.subarray(sliceBytes)
    if (rest.length > 0) this.#waiting.unshift({ what: 'bytes', bytes: rest, arrivedAt })
    this.#waitingBytes += rest.length
    this.#throughAt = undefined
    this.#sink.write(bytes.subarray(0, sliceBytes))
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
