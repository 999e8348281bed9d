import type { Socket } from 'node:net'
import type { FrontSettings } from '../chat-server-options.ts'
import { MessageBudget, type FrameSize } from '../line/message-budget.ts'

/**
 * Slows down requests that belong to no line: handshakes, requests of unknown clients, invalid ones. Each TCP connection
 * has a budget, since nothing else identifies the sender. A connection carries one request at a time, so no other
 * request waits with it.
 */
export class UnattachedRequests {
  readonly #settings: FrontSettings
  readonly #signal: AbortSignal
  readonly #budgets = new WeakMap<Socket, MessageBudget>()
  readonly #slowed = new WeakSet<Socket>()

  /** No request waits after `signal` has aborted. */
  constructor(settings: FrontSettings, signal: AbortSignal) {
    this.#settings = settings
    this.#signal = signal
  }

  /** `undefined`: it is the request's turn now. A promise: it resolves at its turn. */
  turn(socket: Socket, size: FrameSize): Promise<void> | undefined {
    const budget = this.#budgets.get(socket) ?? new MessageBudget(this.#settings)
    this.#budgets.set(socket, budget)
    budget.spend(size)
    const turn = budget.room(this.#signal)
    if (turn && !this.#slowed.has(socket)) {
      this.#slowed.add(socket)
      this.#settings.logger.warn('a connection without a line sends too fast: it is answered more slowly')
    }
    return turn
  }
}
