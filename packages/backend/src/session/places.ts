import type { Clock } from '@chat-transport/core'
import { serverNotAvailable, StoreFull } from '../commands/refusal.ts'
import type { BackendLimits } from '../limits.ts'
import { sessionBytes } from '../store/session-bytes.ts'
import { AddressesInUse } from './address-use.ts'
import type { AddressUse } from './address-use.ts'
import { UnconfirmedStarts } from './unconfirmed-starts.ts'
import { WeighedQueue } from './weighed-queue.ts'

/** The place of one session. */
export interface Place {
  readonly address: AddressUse<Place> | undefined
  /** Removes the session, if it may still give way: no page has confirmed it, or it has ended. Resolves with whether it is gone. */
  giveWay(): Promise<boolean>
}

/** A large start takes the room of several small ones. A store that is full of something else is not to cost all sessions. */
const mostGivingWay = 8

/** The places of sessions: who may have one, and which session gives way when they are short. */
export class Places {
  readonly #limits: BackendLimits
  readonly #addresses: AddressesInUse<Place>
  readonly #unconfirmed: UnconfirmedStarts<Place>
  readonly #ended: WeighedQueue<Place>

  constructor(clock: Clock, limits: BackendLimits) {
    this.#limits = limits
    this.#addresses = new AddressesInUse(clock, limits)
    this.#unconfirmed = new UnconfirmedStarts(limits)
    this.#ended = new WeighedQueue(limits.maxEndedBytes)
  }

  /** Counts a start of this address. Throws error 100 when there are too many. */
  countStart(address: string | undefined): AddressUse<Place> | undefined {
    const use = this.#addresses.of(address)
    if (use && !use.mayStart()) throw serverNotAvailable('too many chat sessions are started from this network')
    return use
  }

  /** Makes one place free for a start. False if no session gives way. */
  makeRoomFor(start: Pick<Place, 'address'>): Promise<boolean> {
    return this.#takePlaceOf(this.#unconfirmed.nextBeside(start, sessionBytes))
  }

  /**
   * Runs `create`, which makes a session of so many bytes in the store. When the store is full, other sessions give way, one after
   * another, and it is tried again.
   */
  async createMakingRoom<Result>(
    { bytes, ...start }: Pick<Place, 'address'> & { readonly bytes: number },
    create: () => Promise<Result>,
  ): Promise<Result> {
    for (let gaveWay = 0; ; gaveWay++) {
      try {
        return await create()
      } catch (cause) {
        const mayTryAgain = cause instanceof StoreFull && gaveWay < mostGivingWay
        if (!mayTryAgain || !(await this.#takePlaceOf(this.#unconfirmed.nextBeside(start, bytes)))) throw cause
      }
    }
  }

  /** Throws error 100 if the address has all the places that it may have, and no start of it gives way. */
  async requireRoomFor({ places, unconfirmed: { oldest } }: AddressUse<Place>): Promise<void> {
    if (places < this.#limits.maxSessionsPerAddress) return
    if (!oldest || !(await this.#giveUp(oldest)))
      throw serverNotAvailable('too many chat sessions come from this network')
  }

  taken({ address }: Place): void {
    if (address) address.places++
  }

  /** The session is new, and no page has confirmed it. */
  unconfirmed(place: Place, bytes: number): void {
    this.#unconfirmed.add(place, bytes)
    const tooMuch = () => this.#unconfirmed.tooMuchBeside(place)
    for (let oldest = tooMuch(); oldest; oldest = tooMuch()) void this.#giveUp(oldest)
  }

  confirmed(place: Place): void {
    this.#unconfirmed.delete(place)
  }

  /** The session has ended, and is kept for pages to read. */
  ended(place: Place, bytes: number): void {
    this.#ended.add(place, bytes)
    const isTooMuch = () => this.#ended.isOverweight || this.#ended.size > this.#limits.maxEndedSessions
    for (let { oldest } = this.#ended; oldest && isTooMuch(); { oldest } = this.#ended) void this.#giveUp(oldest)
  }

  /** The session is gone. */
  freed(place: Place): void {
    this.#leaveQueues(place)
    if (place.address) place.address.places--
  }

  /** The place of a session that has ended, if there is no start that gives way. */
  async #takePlaceOf(unconfirmed: Place | undefined): Promise<boolean> {
    const place = unconfirmed ?? this.#ended.oldest
    return place !== undefined && this.#giveUp(place)
  }

  #giveUp(place: Place): Promise<boolean> {
    this.#leaveQueues(place)
    return place.giveWay()
  }

  #leaveQueues(place: Place): void {
    this.confirmed(place)
    this.#ended.delete(place)
  }
}
