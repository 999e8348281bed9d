import type { BackendLimits } from '../limits.ts'
import type { AddressUse } from './address-use.ts'
import { WeighedQueue } from './weighed-queue.ts'

interface OfAddress<Start> {
  readonly address: AddressUse<Start> | undefined
}

/**
 * Starts that no page has confirmed. When one has to give way, it is the oldest of the address that has most of them, so that a
 * flood drives out its own starts. Those whose address is not known count as those of one address.
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
    let [heaviest] = this.#queues
    for (const queue of this.#queues) if (heaviest && queue.weight > heaviest.weight) heaviest = queue
    return heaviest?.oldest
  }

  /** The one that has to give way now, because they are too large together, or those of the address of `start` are. */
  tooMuchBeside(start: Start): Start | undefined {
    const queue = this.#queueOf(start)
    if (queue.isOverweight) return queue.oldest
    return this.#bytes > this.#maxBytes ? this.next : undefined
  }

  #queueOf({ address }: Start): WeighedQueue<Start> {
    return address?.unconfirmed ?? this.#ofNoAddress
  }
}
