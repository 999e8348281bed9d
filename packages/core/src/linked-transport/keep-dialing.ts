import { errorName } from '../platform/error-name.ts'
import { createWarnOnce } from '../platform/warn-once.ts'
import { startStopwatch } from '../platform/clock.ts'
import type { ConnectionContext } from './connection-context.ts'
import type { DialedLine, Dialer } from './dial-links.ts'
import { judgeLineEnd, type LineVerdict } from './line-verdict.ts'
import { safeRetryDelay } from './retry-delay.ts'
import { dialDelayMs, waitToRetry } from './retry-wait.ts'

/** A line that has been open this long had no part in the trouble before it. */
const stableMs = 10_000

/** Dials until the end (T11). Resolves with why the connection closes, or when it has been closed from outside. */
export async function keepDialing(dialer: Dialer, context: ConnectionContext): Promise<Error | undefined> {
  const { clock, connectivity, signal } = context
  const tellRefusal = refusalTeller(context)
  const warnOnce = createWarnOnce(context.logger)
  const waitForRetry = retryWaiter(context)
  const down = startStopwatch(clock)

  for (let attempt = 1; ; attempt++) {
    const dialed = await dialer.dial(attempt)
    if (signal.aborted) return undefined
    const verdict = judge(dialed, context)
    if (verdict.closes) return verdict.cause
    tellRefusal(dialed)
    const { cause } = verdict
    // No retry mends a fault in the code. A network failure of `fetch` looks the same.
    if (cause instanceof TypeError || cause.cause instanceof TypeError) warnOnce('the link threw a TypeError', cause)
    connectivity.lost(cause, dialed.end.at)
    if ((dialed.openForMs ?? 0) >= stableMs) {
      attempt = 1
      down.restart()
    }
    await waitForRetry(dialed, { attempt, downForMs: down.elapsedMs(), cause })
    if (signal.aborted) return undefined
  }
}

function judge({ end }: DialedLine, { logger, attaches, connectivity }: ConnectionContext): LineVerdict {
  logger.info(`${end.type}: ${end.why ?? errorName(end.cause)}`)
  return judgeLineEnd(end, { phase: attaches.phase, isConnecting: connectivity.current === 'connecting' })
}

/** Tells a live session that its attach was refused, once per outage (T3). */
function refusalTeller({ connectivity, listener }: ConnectionContext) {
  let told = false
  return ({ end, openForMs }: DialedLine) => {
    if (openForMs !== undefined) told = false
    if (end.type !== 'refused' || told || connectivity.current === 'connecting') return
    told = true
    listener.onEvent(end.cause.event)
  }
}

interface Failure {
  readonly attempt: number
  readonly downForMs: number
  readonly cause: Error
}

/** Announces the next dial and waits for it; a fallback and a line overtaken by the network need no wait. */
function retryWaiter(context: ConnectionContext) {
  const { clock, listener, logger, wakeups } = context
  const retryDelayMs = safeRetryDelay(context)
  return async ({ end, sinceDial, hasFallback }: DialedLine, { attempt, downForMs, cause }: Failure) => {
    const atOnce = hasFallback || (end.type === 'lost' && end.redialAtOnce)
    const wait = { ...context, delayMs: atOnce ? 0 : retryDelayMs({ attempt, downForMs }), sinceDial }
    const dialInMs = dialDelayMs(wait)
    logger.info(`retry in ${(dialInMs / 1000).toFixed(1)} s (attempt ${attempt + 1})`)
    listener.onRetry({ attempt, at: clock.now() + dialInMs, cause })
    if (!atOnce || !wakeups.online) await waitToRetry(wait)
  }
}
