import type { Clock, Logger } from '@chat-transport/core'
import { Countdown } from '../async/countdown.ts'
import type { StoreExpiry } from '../store/session-store.ts'
import { expiryFrom, renewalMs } from './expiry.ts'
import type { SessionTimes } from './expiry.ts'

/** Many sessions may have expired while no back end was there: the store is asked for a few at a time. */
const removedAtOnce = 100

export interface ExpirySweepOptions {
  readonly settings: SessionTimes & { readonly clock: Clock; readonly logger: Logger }
  readonly expiry: StoreExpiry
  /** The ids of the sessions with an attached page. */
  readonly attached: () => readonly string[]
  /** It is time that other back ends hear of those that are attached. */
  readonly renewed: () => void
  /** The store has forgotten the session. */
  readonly removed: (sessionId: string) => void
}

/** Renews the sessions of attached pages in the store, and has it forget those that have expired. */
export class ExpirySweep {
  readonly #options: ExpirySweepOptions
  readonly #countdown: Countdown
  /** Nobody could come back while there was no back end: what has expired meanwhile has its whole time again. */
  readonly #removesFrom: number
  #state: 'open' | 'closed' = 'open'
  #sweeping: Promise<void> = Promise.resolve()

  constructor(options: ExpirySweepOptions) {
    const { clock, sessionTimeoutMs } = options.settings
    this.#options = options
    this.#countdown = new Countdown(clock)
    this.#removesFrom = clock.monotonic() + sessionTimeoutMs
    this.#plan()
  }

  /** Resolves when the sweep under way is over. */
  async close(): Promise<void> {
    this.#state = 'closed'
    this.#countdown.stop()
    await this.#sweeping
  }

  #plan(): void {
    this.#countdown.start(renewalMs(this.#options.settings), () => {
      this.#sweeping = this.#sweep().finally(() => this.#state === 'open' && this.#plan())
    })
  }

  /** Renews first: a store that was away is not to forget those who are here. */
  async #sweep(): Promise<void> {
    const { attached, expiry, renewed, settings } = this.#options
    const { clock, logger } = settings
    renewed()
    try {
      const sessionIds = attached()
      if (sessionIds.length > 0) this.#lost(await expiry.renew(sessionIds, expiryFrom(clock.now(), settings)))
      if (clock.monotonic() >= this.#removesFrom) await this.#removeExpired()
    } catch (cause) {
      logger.warn('sessions were not renewed in the store, or not removed from it; this will be tried again', cause)
    }
  }

  /** Their pages would stay attached, and learn it when they say something. */
  #lost(sessionIds: readonly string[]): void {
    const { removed, settings } = this.#options
    if (sessionIds.length === 0) return
    settings.logger.warn(
      `${sessionIds.length} sessions with attached pages are not in the store any more, they are over`,
    )
    sessionIds.forEach(removed)
  }

  async #removeExpired(): Promise<void> {
    const { expiry, removed, settings } = this.#options
    const { clock, logger } = settings
    let sessionIds: readonly string[]
    do {
      sessionIds = await expiry.removeExpired(clock.now(), removedAtOnce)
      sessionIds.forEach(removed)
      if (sessionIds.length > 0) logger.info(`${sessionIds.length} sessions had expired in the store`)
    } while (sessionIds.length === removedAtOnce && this.#state === 'open')
  }
}
