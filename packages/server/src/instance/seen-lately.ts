import type { Clock } from '@chat-transport/core'

/** Remembers what it has seen for a time, and for no more than twice as long. */
export class SeenLately {
  readonly #clock: Clock
  readonly #timeMs: number
  #before = new Set<string>()
  #now = new Set<string>()
  #since: number

  constructor(clock: Clock, timeMs: number) {
    this.#clock = clock
    this.#timeMs = timeMs
    this.#since = clock.monotonic()
  }

  /** False if it was seen lately. */
  add(text: string): boolean {
    this.#forget()
    if (this.#now.has(text) || this.#before.has(text)) return false
    this.#now.add(text)
    return true
  }

  #forget(): void {
    const passedMs = this.#clock.monotonic() - this.#since
    if (passedMs <= this.#timeMs) return
    this.#before = passedMs <= 2 * this.#timeMs ? this.#now : new Set()
    this.#now = new Set()
    this.#since = this.#clock.monotonic()
  }
}
