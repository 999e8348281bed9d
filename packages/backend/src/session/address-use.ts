import { createTokenBucket } from '@chat-transport/core'
import type { Clock, TokenBucket } from '@chat-transport/core'
import type { BackendLimits } from '../limits.ts'
import { IdleMap } from '../visitor/idle-map.ts'
import { WeighedQueue } from './weighed-queue.ts'

/** What the visitors of one address use. */
export class AddressUse<Place> {
  readonly unconfirmed: WeighedQueue<Place>
  /** How many places they have. */
  places = 0
  readonly #startsPerMinute: number
  readonly #starts: TokenBucket

  constructor(clock: Clock, { maxUnconfirmedBytesPerAddress, startsPerMinute }: BackendLimits) {
    this.unconfirmed = new WeighedQueue(maxUnconfirmedBytesPerAddress)
    this.#startsPerMinute = startsPerMinute
    this.#starts = createTokenBucket({ perSecond: startsPerMinute / 60, burst: startsPerMinute, clock })
  }

  /** Counts a start, unless there are too many. */
  mayStart(): boolean {
    return this.#starts.tryAcquire()
  }

  /** How many starts are not forgotten yet: each is after its share of a minute. */
  get recentStarts(): number {
    return (this.#starts.waitMs(this.#startsPerMinute) * this.#startsPerMinute) / 60_000
  }

  get isIdle(): boolean {
    return this.places === 0 && this.recentStarts === 0
  }
}

/** The addresses that use something. Others are forgotten. */
export class AddressesInUse<Place> {
  readonly #known: IdleMap<AddressUse<Place>>

  constructor(clock: Clock, limits: BackendLimits) {
    this.#known = new IdleMap(() => new AddressUse(clock, limits))
  }

  get size(): number {
    return this.#known.size
  }

  /** `undefined` when it is not known whom to count. */
  of(countedAs: string | undefined): AddressUse<Place> | undefined {
    return countedAs === undefined ? undefined : this.#known.of(countedAs)
  }
}
