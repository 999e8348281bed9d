import { typingLapseMs, type Clock } from '@chat-transport/core'
import type { Typed } from '../application/session-core.ts'
import { Countdown } from '../async/countdown.ts'

/**
 * Whether the visitor types, as agents are told. Pages say when typing starts, but may not be there to say that it stops. The
 * visitor has stopped when no page of theirs says that they type.
 */
export class VisitorTyping {
  readonly #clock: Clock
  readonly #tell: (typed: Typed) => void
  /** By the page that says so. Made for the first: most sessions hold none, and there may be many sessions. */
  #lapses: Map<object, Countdown> | undefined

  constructor(clock: Clock, tell: (typed: Typed) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  /** Told each time, for consoles that let it lapse themselves. */
  start(page: object, text?: string): void {
    this.#lapses ??= new Map()
    const lapse = this.#lapses.get(page) ?? new Countdown(this.#clock)
    this.#lapses.set(page, lapse)
    lapse.start(typingLapseMs, () => this.stop(page))
    this.#tell({ isTyping: true, ...(text !== undefined && { text }) })
  }

  stop(page: object): void {
    this.#lapses?.get(page)?.stop()
    if (this.#lapses?.delete(page) && this.#lapses.size === 0) this.#tell({ isTyping: false })
  }

  stopAll(): void {
    for (const page of [...(this.#lapses?.keys() ?? [])]) this.stop(page)
  }
}
