import { SerialQueue } from '../async/serial-queue.ts'
import { serverNotAvailable } from '../commands/refusal.ts'
import type { AttachAttempt } from './attach-attempt.ts'

/** `taken`: by a page that arrived later. `in time`: nothing stands against the attach. */
export type AttachStanding = 'in time' | 'taken'

/**
 * The attaches of one session. Each has its place from the moment it arrives, however long a hook or the store takes over it:
 * what is let in late has no effect on what arrived after it. One at a time acts, because each depends on the one before.
 */
export class AttachQueue {
  readonly #turns = new SerialQueue()
  readonly #arriving = new Set<Promise<unknown>>()
  #accepted = { arrival: 0, pageId: '' }
  /** The arrival of the latest attach that took the session. */
  #taken = 0

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

  /** Whether an attach may still act. Throws if nobody needs it any more. Ask after each wait. */
  standing({ line, command, arrival }: AttachAttempt): AttachStanding {
    if (line.signal?.aborted) throw serverNotAvailable('the line of this attach is gone')
    if (this.#accepted.arrival > arrival && this.#accepted.pageId === command.pageId)
      throw serverNotAvailable('a newer line of this page has attached')
    return this.#taken > arrival ? 'taken' : 'in time'
  }

  accepted({ arrival, command: { pageId, take } }: AttachAttempt): void {
    this.#accepted = { arrival, pageId }
    if (take) this.#taken = arrival
  }

  idle(): Promise<void> {
    return this.#turns.idle()
  }
}
