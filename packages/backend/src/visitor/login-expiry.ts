import { longestTimerMs, type Clock } from '@chat-transport/core'

/** Says when a log-in expires, as the wall clock has it. Only the time set last counts. */
export class LoginExpiry {
  readonly #clock: Clock
  readonly #expired: () => void
  #cancel: () => void = () => undefined

  constructor(clock: Clock, expired: () => void) {
    this.#clock = clock
    this.#expired = expired
  }

  /** `undefined`: it does not expire. */
  set(expiresAt: number | undefined): void {
    this.stop()
    if (expiresAt === undefined) return
    const leftMs = Math.min(longestTimerMs, Math.max(0, expiresAt - this.#clock.now()))
    this.#cancel = this.#clock.after(leftMs, () => {
      if (expiresAt > this.#clock.now()) this.set(expiresAt)
      else this.#expired()
    })
  }

  stop(): void {
    this.#cancel()
  }
}
