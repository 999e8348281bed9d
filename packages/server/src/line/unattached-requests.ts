import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { abortableDelay } from '@chat-transport/core'
import type { FrontSettings } from '../chat-server-options.ts'
import type { AddressQuota } from './address-quotas.ts'
import { MessageBudget, type FrameSize } from './message-budget.ts'

/** A request that no line accounts for. */
export interface UnattachedRequest extends FrameSize {
  readonly request: IncomingMessage
  readonly quota: AddressQuota
}

/**
 * Slows down requests that belong to no line: handshakes, requests of unknown clients, invalid ones, refused ones. They are
 * counted for their TCP connection, so that one client does not slow down the others of its address, and for their address. A
 * connection carries one request at a time, so no other request waits with it.
 */
export class UnattachedRequests {
  readonly #settings: FrontSettings
  readonly #signal: AbortSignal
  readonly #budgets = new WeakMap<Socket, WeakMap<AddressQuota, MessageBudget>>()
  readonly #slowed = new WeakSet<object>()

  /** No request waits after `signal` has aborted. */
  constructor(settings: FrontSettings, signal: AbortSignal) {
    this.#settings = settings
    this.#signal = signal
  }

  /** `undefined`: it is the request's turn now. A promise: it resolves at its turn. `'too-many'`: its turn is too far off. */
  turn({ request, quota, ...size }: UnattachedRequest): Promise<void> | undefined | 'too-many' {
    if (quota.isFarBehind) return 'too-many'
    const { socket } = request
    const budget = this.#budgetOf(socket, quota)
    for (const each of [budget, quota.budget]) each.spend(size)
    const waitMs = this.#signal.aborted ? 0 : Math.max(budget.waitMs, quota.budget.waitMs)
    if (waitMs === 0) return undefined
    if (budget.waitMs > 0) this.#logSlowed(socket, 'a connection without a line sends too fast')
    else this.#logSlowed(quota, 'an address sends too fast (if it is your proxy, set clientAddress)')
    return abortableDelay(this.#settings.clock, waitMs, this.#signal)
  }

  /** On a connection of a proxy, each client has its own. */
  #budgetOf(socket: Socket, quota: AddressQuota): MessageBudget {
    const budgets = this.#budgets.get(socket) ?? new WeakMap<AddressQuota, MessageBudget>()
    this.#budgets.set(socket, budgets)
    const budget = budgets.get(quota) ?? new MessageBudget(this.#settings)
    budgets.set(quota, budget)
    return budget
  }

  /** Logged once for each. */
  #logSlowed(sender: object, text: string): void {
    if (!this.#slowed.has(sender)) this.#settings.logger.warn(`${text}: it is answered more slowly`)
    this.#slowed.add(sender)
  }
}
