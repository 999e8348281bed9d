import { IdleMap } from '@chat-transport/backend'
import { countedAddress } from '../http/counted-address.ts'
import type { Clock } from '@chat-transport/core'
import { MessageBudget } from './message-budget.ts'
import { OldestGivesWay } from './oldest-gives-way.ts'

/** How much all clients of one address may take together of what no line accounts for. */
export interface AddressLimits {
  /**
   * How many Bayeux messages a second may come from an address for no line: in handshakes, which count as five, from unknown
   * clients, and in requests that are refused. Further ones wait; those that would have to wait for ten seconds are answered
   * 429.
   * @default 25 × messagesPerSecond
   */
  readonly messagesPerSecond?: number
  /**
   * How many sockets of an address may be open without an attached line (beyond it the oldest one is closed with 1013), and how many
   * of its requests may be at other servers (beyond it the oldest one is answered 429).
   * @default 1_000
   */
  readonly unattachedSockets?: number
  /**
   * How many requests of an address may be unfinished, with a part of their body still to come. Beyond it the oldest one is
   * ended with 408.
   * @default 500
   */
  readonly unfinishedRequests?: number
  /**
   * How many bytes of unfinished frames and of unanswered posts are kept for an address. The one beyond is ended (1008, 429).
   * @default 16_777_216
   */
  readonly keptBytes?: number
}

export type AddressSettings = Required<AddressLimits>

export interface AddressQuotasOptions {
  readonly clock: Clock
  readonly bytesPerMessage: number
  readonly addressLimits: AddressSettings
}

/** What is counted for each address. An address from which nothing has come lately is forgotten. */
export class AddressQuotas {
  readonly #quotas: IdleMap<AddressQuota>

  constructor(options: AddressQuotasOptions) {
    this.#quotas = new IdleMap(() => new AddressQuota(options))
  }

  get size(): number {
    return this.#quotas.size
  }

  of(address: string): AddressQuota {
    return this.#quotas.of(countedAddress(address)?.key ?? address)
  }
}

/** Counts for one address. */
export class AddressQuota {
  readonly budget: MessageBudget
  readonly bytes: ByteQuota
  /** The sockets without an attached line. */
  readonly sockets: OldestGivesWay
  readonly unfinished: OldestGivesWay
  /** The requests that are handed on to other servers. */
  readonly handedOn: OldestGivesWay

  constructor({ clock, bytesPerMessage, addressLimits }: AddressQuotasOptions) {
    this.budget = new MessageBudget({ clock, bytesPerMessage, messagesPerSecond: addressLimits.messagesPerSecond })
    this.bytes = new ByteQuota(addressLimits.keptBytes)
    this.sockets = new OldestGivesWay(addressLimits.unattachedSockets)
    this.unfinished = new OldestGivesWay(addressLimits.unfinishedRequests)
    this.handedOn = new OldestGivesWay(addressLimits.unattachedSockets)
  }

  /** Whether what would come next had to wait longer than clients do. */
  get isFarBehind(): boolean {
    return this.budget.waitMs > longestWaitMs
  }

  get isIdle(): boolean {
    return [this.bytes, this.sockets, this.unfinished, this.handedOn, this.budget].every(({ isIdle }) => isIdle)
  }
}

/** Bytes that are kept for one request or line, of the quota of its address. */
export class KeptBytes {
  readonly #quota: ByteQuota
  #bytes = 0

  constructor(quota: ByteQuota) {
    this.#quota = quota
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Keeps so many bytes from now on. `false`: there is no room for more. */
  keep(bytes: number): boolean {
    const more = bytes - this.#bytes
    if (more > 0 && !this.#quota.take(more)) return false
    if (more < 0) this.#quota.giveBack(-more)
    this.#bytes = bytes
    return true
  }
}

/** Bytes of which only so many may be kept at once. */
export class ByteQuota {
  readonly #most: number
  #taken = 0

  constructor(most: number) {
    this.#most = most
  }

  get isIdle(): boolean {
    return this.#taken === 0
  }

  /** Takes so many, unless too few are left. */
  take(count: number): boolean {
    if (this.#taken + count > this.#most) return false
    this.#taken += count
    return true
  }

  giveBack(count: number): void {
    this.#taken -= count
  }
}

const longestWaitMs = 10_000
