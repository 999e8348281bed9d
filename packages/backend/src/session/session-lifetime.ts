import { Countdown } from '../async/countdown.ts'
import type { DropReason } from '../visitor/visitor-line.ts'
import type { BackendSettings } from './backend-settings.ts'
import type { SessionLog } from './session-log.ts'
import { renewalMs } from './expiry.ts'
import { isGone } from './session-phase.ts'
import type { GonePhase, SessionPhase } from './session-phase.ts'

/** How long after a failed removal the next is tried, unless an attach asks sooner. */
const removalRetryMs = 10_000

/** Why the session is gone in this process. `moved`: others serve it, and nobody is attached here any more. */
export type GoneReason = DropReason | 'moved'

export interface LifetimeOptions {
  readonly sessionId: string
  readonly origin: 'starting' | 'found'
  readonly settings: BackendSettings
  readonly log: SessionLog
  /** The session's time is up. The owner calls `remove()` once no attach is under way. */
  readonly timeIsUp: () => void
  /** The transcript is closed. */
  readonly ended: () => void
  /** The session is gone in this process. */
  readonly left: (reason: GoneReason, previous: SessionPhase) => void
  /** The store has forgotten the session. */
  readonly removed: () => void
}

/** The phase of a session, its timeout, and its removal from the store. */
export class SessionLifetime {
  readonly #options: LifetimeOptions
  readonly #timeout: Countdown
  #phase: SessionPhase

  constructor(options: LifetimeOptions) {
    this.#options = options
    this.#phase = options.origin
    this.#timeout = new Countdown(options.settings.clock)
    this.#startTime()
  }

  get phase(): SessionPhase {
    return this.#phase
  }

  get gone(): boolean {
    return isGone(this.#phase)
  }

  /** A page has heard of the session. True the first time. */
  confirm(): boolean {
    if (this.#phase !== 'starting' && this.#phase !== 'found') return false
    this.#phase = 'open'
    this.#timeout.stop()
    return true
  }

  /** A page attaches at another back end, so it has heard of the session. */
  attachedElsewhere(): void {
    if (this.#phase !== 'starting') return
    this.#phase = 'found'
    this.#startTime()
  }

  /** The transcript is closed, and is kept for pages to read. */
  end(endedAt: number): void {
    if (this.gone) return
    this.#phase = 'ended'
    this.#options.log.ended()
    this.#options.ended()
    const { clock, keepEndedMs } = this.#options.settings
    const leftMs = endedAt + keepEndedMs - clock.now()
    this.#removeIn(Math.min(keepEndedMs, Math.max(0, leftMs)))
  }

  /** A page has been given the session. A start has its time anew, in which the page has to show that it has the answer. */
  attached(): void {
    if (this.#phase === 'starting') this.#startTime()
    else if (this.#phase !== 'ended') this.#timeout.stop()
  }

  /** Nobody is attached. The time of a start, and of an ended session, goes on as it is. */
  detached(): void {
    if (this.#phase !== 'starting' && this.#phase !== 'ended') this.#startTime()
  }

  /** Whether the session's time is up. */
  get isDue(): boolean {
    return this.#timeout.isDue
  }

  /** Whether the session may be removed although its time is not up, when others need its place. */
  get givesWay(): boolean {
    return this.#phase === 'starting' || this.#phase === 'ended'
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
    if (this.#phase === 'removed') return
    this.#leave('removed', 'expired')
    this.#options.removed()
  }

  /** Lets go of the session in this process; the store keeps it. */
  close(reason: 'shutdown' | 'moved' = 'shutdown'): void {
    this.#leave('closed', reason)
  }

  #startTime(): void {
    const { settings } = this.#options
    const { sessionTimeoutMs, startTimeoutMs, store } = settings
    // Where others serve the session too, the store alone knows when it expires. It has told by then.
    const untilForgottenMs = store.bus ? sessionTimeoutMs + 2 * renewalMs(settings) : sessionTimeoutMs
    this.#removeIn(this.#phase === 'starting' ? startTimeoutMs : untilForgottenMs)
  }

  #removeIn(delayMs: number): void {
    this.#timeout.start(delayMs, () => this.#options.timeIsUp())
  }

  #leave(phase: GonePhase, reason: GoneReason): void {
    const previous = this.#phase
    this.#phase = phase
    this.#timeout.stop()
    if (!isGone(previous)) this.#options.log.left(reason)
    this.#options.left(reason, previous)
  }
}
