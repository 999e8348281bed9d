import type { SessionStore } from '@chat-transport/backend'
import type { Clock } from '@chat-transport/core'

export type Readiness = { readonly isReady: true } | { readonly isReady: false; readonly reason: string }

export interface ReadinessOptions {
  readonly store: Pick<SessionStore, 'find'>
  readonly storeTimeoutMs: number
  readonly clock: Clock
}

/** An answer of the store is good for so long: whoever asks more often costs nothing. */
const freshMs = 1_000
/** No session has this id. */
const nobody = 'readiness'

/** Whether the server may be given visitors. */
export class ReadinessCheck {
  readonly #options: ReadinessOptions
  #last: { readonly at: number; readonly answer: Promise<Readiness> } | undefined
  #life: 'serving' | 'draining' = 'serving'

  constructor(options: ReadinessOptions) {
    this.#options = options
  }

  /** From now on it is not ready. */
  drain(): void {
    this.#life = 'draining'
  }

  async check(): Promise<Readiness> {
    if (this.#life === 'draining') return { isReady: false, reason: 'the server is shutting down' }
    const now = this.#options.clock.monotonic()
    if (!this.#last || now - this.#last.at >= freshMs) this.#last = { at: now, answer: this.#askStore() }
    return this.#last.answer
  }

  #askStore(): Promise<Readiness> {
    const { store, storeTimeoutMs, clock } = this.#options
    return new Promise((resolve) => {
      const stopTimer = clock.after(storeTimeoutMs, () => resolve(notReady))
      store
        .find(nobody)
        .then(
          () => resolve({ isReady: true }),
          () => resolve(notReady),
        )
        .finally(stopTimer)
    })
  }
}

const notReady: Readiness = { isReady: false, reason: 'the session store does not answer' }
