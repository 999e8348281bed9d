import type { Socket } from 'node:net'
import type { FrontSettings } from '../chat-server-options.ts'
import { MessageBudget, type FrameSize } from '../line/message-budget.ts'

/**
 * Requests that belong to no line: handshakes, unknown clients, what is not understood. They have a budget for each TCP
 * connection, there being nothing else to know their sender by; as a connection carries one request at a time, nobody
 * else waits with it.
 */
export class UnattachedRequests {
  readonly #settings: FrontSettings
  readonly #signal: AbortSignal
  readonly #budgets = new WeakMap<Socket, MessageBudget>()

  /** Nobody waits any more once `signal` has aborted. */
  constructor(settings: FrontSettings, signal: AbortSignal) {
    this.#settings = settings
    this.#signal = signal
  }

  /** `undefined`: it is this request's turn. A promise: it resolves when it is. */
  turn(socket: Socket, size: FrameSize): Promise<void> | undefined {
    const budget = this.#budgets.get(socket) ?? new MessageBudget(this.#settings)
    this.#budgets.set(socket, budget)
    budget.spend(size)
    return budget.room(this.#signal)
  }
}
