import type { Clock } from '@chat-transport/core'

/** A connection, or an answer on one. */
interface Closable {
  once(event: 'close', listener: () => void): unknown
  destroy(): unknown
}

/** What is open on the HTTP servers. */
export class OpenSockets {
  readonly #open = new Map<Closable, Promise<void>>()

  add(one: Closable): void {
    const closed = new Promise<void>((resolve) => one.once('close', resolve)).then(() => void this.#open.delete(one))
    this.#open.set(one, closed)
  }

  /** Waits until all have closed, and cuts off those that have not by then. */
  async closeWithin(limitMs: number, clock: Clock): Promise<void> {
    const stopTimer = clock.after(limitMs, () => this.#open.forEach((_closed, one) => one.destroy()))
    await Promise.all(this.#open.values())
    stopTimer()
  }
}
