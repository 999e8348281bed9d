import { Countdown } from '../async/countdown.ts'
import type { DropReason } from '../visitor/visitor-line.ts'
import type { BackendSettings } from './backend-settings.ts'
import type { SessionLog } from './session-log.ts'
import { isGone } from './session-phase.ts'
import type { GonePhase, SessionPhase } from './session-phase.ts'

/** How long after a failed removal the next is tried, unless an attach asks sooner. */
const removalRetryMs = 10_000

export interface LifetimeOptions {
  readonly sessionId: string
  readonly settings: BackendSettings
  readonly log: SessionLog
  /** The session's time is up. The owner calls `remove()` once no attach is under way. */
  readonly timeIsUp: () => void
  /** The session is gone in this process. `wasOpen`: agents knew of it, and have not heard of its end. */
  readonly left: (reason: DropReason, wasOpen: boolean) => void
  /** The store has forgotten the session. */
  readonly removed: () => void
}

/** The phase of a session, its timeout, and its removal from the store. */
export class SessionLifetime {
  readonly #options: LifetimeOptions
  readonly #timeout: Countdown
  #phase: SessionPhase = 'starting'

  constructor(options: LifetimeOptions) {
    this.#options = options
    this.#timeout = new Countdown(options.settings.clock)
    this.startTimeout()
  }

  get phase(): SessionPhase {
    return this.#phase
  }

  get gone(): boolean {
    return isGone(this.#phase)
  }

  /** A page has heard of the session. True the first time. */
  confirm(): boolean {
    if (this.#phase !== 'starting') return false
    this.#phase = 'open'
    return true
  }

  /** The transcript is closed. It can be read for as long as a session lives with nobody attached. */
  end(endedAt: number): void {
    if (this.gone) return
    this.#phase = 'ended'
    this.#options.log.ended()
    const { clock, sessionTimeoutMs } = this.#options.settings
    const leftMs = endedAt + sessionTimeoutMs - clock.now()
    this.#removeIn(Math.min(sessionTimeoutMs, Math.max(0, leftMs)))
  }

  /** Nobody is attached. The time of an ended session goes on as it is. */
  startTimeout(): void {
    if (this.#phase !== 'ended') this.#removeIn(this.#options.settings.sessionTimeoutMs)
  }

  /** A page is attached. */
  stopTimeout(): void {
    if (this.#phase !== 'ended') this.#timeout.stop()
  }

  /** Removes the session from the store. Until that is done it stays here, so that no attach brings it back to life. */
  async remove(): Promise<void> {
    if (this.#phase === 'removed' || this.#phase === 'closed') return
    this.#leave('removing', this.#phase === 'ended' ? 'ended' : 'expired')
    try {
      await this.#options.settings.store.remove(this.#options.sessionId)
      this.markRemoved()
    } catch (cause) {
      this.#options.log.removalFailed(cause)
      if (this.phase === 'removing') this.#removeIn(removalRetryMs)
    }
  }

  /** The store does not have the session. */
  markRemoved(): void {
    this.#leave('removed', 'expired')
    this.#options.removed()
  }

  /** Lets go of the session in this process; the store keeps it. */
  close(): void {
    this.#leave('closed', 'shutdown')
  }

  #removeIn(delayMs: number): void {
    this.#timeout.start(delayMs, () => this.#options.timeIsUp())
  }

  #leave(phase: GonePhase, reason: DropReason): void {
    const previous = this.#phase
    this.#phase = phase
    this.#timeout.stop()
    if (!isGone(previous)) this.#options.log.left(reason)
    this.#options.left(reason, previous === 'open')
  }
}
