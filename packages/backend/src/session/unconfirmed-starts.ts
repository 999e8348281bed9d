import type { BackendLimits } from '../limits.ts'
import { sessionBytes } from '../store/session-bytes.ts'
import type { AddressUse } from './address-use.ts'
import { WeighedQueue } from './weighed-queue.ts'

/** Weights that differ by less are alike: a longer name is no flood. Of addresses that are alike, the oldest gives way. */
const alike = 1.5

type StartsOfAddress<Start> = Pick<AddressUse<Start>, 'unconfirmed' | 'recentStarts'>

interface OfAddress<Start> {
  readonly address: AddressUse<Start> | undefined
}

/**
 * Starts that no page has confirmed. When one has to give way, it is the oldest of the address that has most of them, so that a
 * flood drives out its own starts, also one of few but large ones. What an address has started lately weighs too: a flood whose
 * starts have all given way is not as light as a newcomer. Those whose address is not known count as those of one address.
 */
export class UnconfirmedStarts<Start extends OfAddress<Start>> {
  readonly #maxBytes: number
  readonly #ofNoAddress = { unconfirmed: new WeighedQueue<Start>(Infinity), recentStarts: 0 }
  readonly #addresses = new Set<StartsOfAddress<Start>>()
  #bytes = 0

  constructor({ maxUnconfirmedBytes }: Pick<BackendLimits, 'maxUnconfirmedBytes'>) {
    this.#maxBytes = maxUnconfirmedBytes
  }

  /** Once only. */
  add(start: Start, bytes: number): void {
    const address = this.#addressOf(start)
    address.unconfirmed.add(start, bytes)
    this.#addresses.add(address)
    this.#bytes += bytes
  }

  delete(start: Start): void {
    const address = this.#addressOf(start)
    this.#bytes -= address.unconfirmed.delete(start)
    if (address.unconfirmed.size === 0) this.#addresses.delete(address)
  }

  /** The next to give way to a start of so many bytes: one of its own address, if no other weighs as much as that would then. */
  nextBeside(start: OfAddress<Start>, bytes: number): Start | undefined {
    const own = this.#addressOf(start)
    const heaviest = this.#heaviest
    const givesWay = heaviest && weightOf(heaviest) * alike >= weightOf(own) + bytes ? heaviest : own
    return givesWay.unconfirmed.oldest
  }

  /** The one that has to give way now, because they are too large together, or those of the address of `start` are. */
  tooMuchBeside(start: Start): Start | undefined {
    const { unconfirmed } = this.#addressOf(start)
    if (unconfirmed.isOverweight) return unconfirmed.oldest
    return this.#bytes > this.#maxBytes ? this.#heaviest?.unconfirmed.oldest : undefined
  }

  get #heaviest(): StartsOfAddress<Start> | undefined {
    let [heaviest] = this.#addresses
    for (const address of this.#addresses)
      if (heaviest && weightOf(address) > weightOf(heaviest) * alike) heaviest = address
    return heaviest
  }

  #addressOf({ address }: OfAddress<Start>): StartsOfAddress<Start> {
    return address ?? this.#ofNoAddress
  }
}

const weightOf = ({ unconfirmed, recentStarts }: StartsOfAddress<unknown>) =>
  unconfirmed.weight + recentStarts * sessionBytes
