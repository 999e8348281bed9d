import { SerialQueue } from '../async/serial-queue.ts'

/**
 * The attaches of one session. Each has its place from the moment it arrives, however long a hook or the store takes over it:
 * see `SessionDevices.standing()`. One at a time acts, because each depends on the one before.
 */
export class AttachQueue {
  readonly #turns = new SerialQueue()
  readonly #arriving = new Set<Promise<unknown>>()

  /** `letIn` checks an attach that has arrived, and gives it its turn. Until then the session does not expire. */
  async arrive<Result>(letIn: () => Promise<Result>): Promise<Result> {
    const arriving = letIn()
    this.#arriving.add(arriving)
    try {
      return await arriving
    } finally {
      this.#arriving.delete(arriving)
    }
  }

  /** Runs `act` in its turn. */
  run<Result>(act: () => Promise<Result>): Promise<Result> {
    return this.#turns.run(act)
  }

  /** Runs `act` in its turn, after all attaches that have arrived by now. */
  async runAfterArrivals(act: () => Promise<void>): Promise<void> {
    await Promise.allSettled(this.#arriving)
    await this.run(act)
  }

  idle(): Promise<void> {
    return this.#turns.idle()
  }
}
