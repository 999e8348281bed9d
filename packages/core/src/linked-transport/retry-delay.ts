import { checkArgument } from '../checks/check-argument.ts'
import { milliseconds } from '../checks/guards.ts'
import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'

/**
 * How long to wait before the next dial, in milliseconds. `attempt` counts from 1, `downForMs` since the line was last stable,
 * `sinceDialMs` since the last dial.
 */
export type RetryDelay = (failure: {
  readonly attempt: number
  readonly downForMs: number
  readonly sinceDialMs: number
}) => number

/**
 * A 2 s cut shows nothing, and a long one causes no stampede: the wait grows with the outage and is spread by chance. A server
 * that refuses at once is left alone for longer: it gets 4 dials in 3 s, 12 in a minute, 6 in each further one. Within these,
 * the steps are as even as they can be: once the server answers, the next dial comes within 0.6 times as long as it was away.
 */
export function defaultRetryDelay(clock: Clock): RetryDelay {
  return ({ attempt, downForMs, sinceDialMs }) => {
    const chance = clock.random()
    const betweenDialsMs = attempt > 1 ? Math.min(10_000, Math.max(450 * attempt, 0.5 * downForMs)) : 0
    return Math.max(
      chance * Math.min(10_000, Math.max(400, downForMs / 6)),
      betweenDialsMs * (1 + 0.15 * chance) - sinceDialMs,
    )
  }
}

interface RetryDelaySource {
  /** The page's policy. @default the one above */
  readonly retryDelayMs?: RetryDelay
  readonly clock: Clock
  readonly logger: Logger
}

/** Uses the default when the page's policy throws or gives no delay, since neither may end the connection. */
export function safeRetryDelay({ retryDelayMs, clock, logger }: RetryDelaySource): RetryDelay {
  const fallback = defaultRetryDelay(clock)
  if (!retryDelayMs) return fallback
  return (failure) => {
    try {
      const delayMs = retryDelayMs(failure)
      checkArgument('retryDelayMs', delayMs, milliseconds)
      return delayMs
    } catch (thrown) {
      logger.error('unable to use retryDelayMs, the default is used', thrown)
    }
    return fallback(failure)
  }
}
