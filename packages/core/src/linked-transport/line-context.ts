import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import type { Wakeups } from '../platform/wakeups.ts'
import type { EventAttached } from '../protocol/protocol.ts'
import type { GuardedListener } from '../transport/guarded-listener.ts'
import type { SendCommand } from '../transport/link.ts'
import type { MissingIndex } from './event-order.ts'

export interface LineContext {
  /** Told nothing any more once `signal` has aborted. */
  readonly listener: Pick<GuardedListener, 'onEvent'>
  /** The connection's life: aborts with why it was closed. */
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly logger: Logger
  readonly wakeups: Wakeups
  readonly openTimeoutMs: number
  readonly silenceTimeoutMs: number
  readonly missing: MissingIndex
  /** How many times as long as usual a line may be silent that owes something; more after lines that were too slow. */
  readonly patience: number
  answered(event: EventAttached): void
  /** The line is open: commands are written with `send`. */
  caughtUp(send: SendCommand): void
}
