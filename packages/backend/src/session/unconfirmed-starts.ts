import type { BackendLimits } from '../limits.ts'
import type { AddressUse } from './address-use.ts'
import { WeighedQueue } from './weighed-queue.ts'

/** Weights that differ by less are alike: a longer name is no flood. Of addresses that are alike, the oldest gives way. */
const alike = 1.5

interface OfAddress<Start> {
  readonly address: AddressUse<Start> | undefined
}

/**
 * Starts that no page has confirmed. When one has to give way, it is the oldest of the address that has most of them, so that a
 * flood drives out its own starts, also one of few but large ones. Those whose address is not known count as those of one address.
 */
export class UnconfirmedStarts<Start extends OfAddress<Start>> {
  readonly #maxBytes: number
  readonly #ofNoAddress = new WeighedQueue<Start>(Infinity)
  readonly #queues = new Set<WeighedQueue<Start>>()
  #bytes = 0

  constructor({ maxUnconfirmedBytes }: Pick<BackendLimits, 'maxUnconfirmedBytes'>) {
    this.#maxBytes = maxUnconfirmedBytes
  }

  /** Once only. */
  add(start: Start, bytes: number): void {
    const queue = this.#queueOf(start)
    queue.add(start, bytes)
    this.#queues.add(queue)
    this.#bytes += bytes
  }

  delete(start: Start): void {
    const queue = this.#queueOf(start)
    this.#bytes -= queue.delete(start)
    if (queue.size === 0) this.#queues.delete(queue)
  }

  /** The next to give way. */
  get next(): Start | undefined {
    return this.#heaviest?.oldest
  }

  /** The next to give way to a start of so many bytes: one of its own address, if no other has as much as that would have then. */
  nextBeside(start: OfAddress<Start>, bytes: number): Start | undefined {
    const own = this.#queueOf(start)
    const heaviest = this.#heaviest
    return heaviest && heaviest.weight * alike >= own.weight + bytes ? heaviest.oldest : own.oldest
  }

  /** The one that has to give way now, because they are too large together, or those of the address of `start` are. */
  tooMuchBeside(start: Start): Start | undefined {
    const queue = this.#queueOf(start)
    if (queue.isOverweight) return queue.oldest
    return this.#bytes > this.#maxBytes ? this.next : undefined
  }

  get #heaviest(): WeighedQueue<Start> | undefined {
    let [heaviest] = this.#queues
    for (const queue of this.#queues) if (heaviest && queue.weight > heaviest.weight * alike) heaviest = queue
    return heaviest
  }

  #queueOf({ address }: OfAddress<Start>): WeighedQueue<Start> {
    return address?.unconfirmed ?? this.#ofNoAddress
  }
}
