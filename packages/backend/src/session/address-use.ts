import type { Clock } from '@chat-transport/core'
import type { BackendLimits } from '../limits.ts'
import { countedAddress } from '../visitor/counted-address.ts'
import { WeighedQueue } from './weighed-queue.ts'

const minuteMs = 60_000
/** Below this number, addresses that use nothing any more are not looked for. */
const fewAddresses = 1_000

/** What the visitors of one address use. */
export class AddressUse<Place> {
  readonly #clock: Clock
  readonly unconfirmed: WeighedQueue<Place>
  /** How many places they have. */
  places = 0
  #minute = 0
  #starts = 0

  constructor(clock: Clock, unconfirmedBytes: number) {
    this.#clock = clock
    this.unconfirmed = new WeighedQueue(unconfirmedBytes)
  }

  /** Counts a start, and returns how many there have been in this minute. */
  countStart(): number {
    const minute = this.#thisMinute()
    if (minute !== this.#minute) this.#starts = 0
    this.#minute = minute
    return ++this.#starts
  }

  get isIdle(): boolean {
    return this.places === 0 && this.#minute !== this.#thisMinute()
  }

  #thisMinute(): number {
    return Math.floor(this.#clock.monotonic() / minuteMs)
  }
}

/** The addresses that use something. Others are forgotten. */
export class AddressesInUse<Place> {
  readonly #clock: Clock
  readonly #unconfirmedBytes: number
  readonly #known = new Map<string, AddressUse<Place>>()
  #sweepAt = fewAddresses

  constructor(clock: Clock, { maxUnconfirmedBytesPerAddress }: BackendLimits) {
    this.#clock = clock
    this.#unconfirmedBytes = maxUnconfirmedBytesPerAddress
  }

  get size(): number {
    return this.#known.size
  }

  /** `undefined` when the address is not known, or is not one visitor's. */
  of(address: string | undefined): AddressUse<Place> | undefined {
    const counted = countedAddress(address)
    if (counted === undefined) return undefined
    const known = this.#known.get(counted)
    if (known) return known
    if (this.#known.size >= this.#sweepAt) this.#sweep()
    const use = new AddressUse<Place>(this.#clock, this.#unconfirmedBytes)
    this.#known.set(counted, use)
    return use
  }

  /** Each sweep takes as long as there are addresses, so the next is due when they have doubled. */
  #sweep(): void {
    for (const [address, use] of this.#known) if (use.isIdle) this.#known.delete(address)
    this.#sweepAt = Math.max(fewAddresses, 2 * this.#known.size)
  }
}
