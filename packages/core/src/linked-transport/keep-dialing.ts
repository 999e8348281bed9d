import { startStopwatch } from '../platform/clock.ts'
import type { ConnectionContext } from './connection-context.ts'
import type { DialedLine, Dialer } from './dial-links.ts'
import { judgeLineEnd } from './line-verdict.ts'
import { safeRetryDelay } from './retry-delay.ts'
import { dialDelayMs, waitToRetry } from './retry-wait.ts'

/** A line that has been open this long had no part in the trouble before it. */
const stableMs = 10_000

/** Dials until the end (T11). Resolves with why the connection closes, or when it has been closed from outside. */
export async function keepDialing(dialer: Dialer, context: ConnectionContext): Promise<Error | undefined> {
  const { clock, connectivity, listener, logger, signal, wakeups } = context
  const retryDelayMs = safeRetryDelay(context.retryDelayMs, context)
  const down = startStopwatch(clock)
  let toldOfRefusal = false

  for (let attempt = 1; ; attempt++) {
    const sinceDial = startStopwatch(clock)
    const dialed = await dialer.dial(attempt)
    if (signal.aborted) return undefined
    logger.info(`${dialed.end.type}: ${dialed.end.cause?.message ?? 'the session has ended'}`)
    const { openForMs } = dialed
    const isConnecting = connectivity.current === 'connecting'
    const verdict = judgeLineEnd(dialed.end, { phase: context.attaches.phase, isConnecting })
    if (verdict.closes) return verdict.cause

    const { cause, refusal } = verdict
    if (openForMs !== undefined) toldOfRefusal = false
    if (refusal && !isConnecting && !toldOfRefusal) {
      toldOfRefusal = true
      listener.onEvent(refusal.event)
    }
    connectivity.lost(cause, dialed.end.at)
    if (openForMs !== undefined && openForMs >= stableMs) {
      attempt = 1
      down.restart()
    }
    const atOnce = redialsAtOnce(dialed)
    const delayMs = atOnce ? 0 : retryDelayMs({ attempt, downForMs: down.elapsedMs() })
    const wait = { delayMs, sinceDial, clock, wakeups, signal }
    const dialInMs = dialDelayMs(wait)
    logger.info(`retry in ${(dialInMs / 1000).toFixed(1)} s (attempt ${attempt + 1})`)
    listener.onRetry({ attempt, at: clock.now() + dialInMs, cause })
    if (!atOnce || !wakeups.online) await waitToRetry(wait)
    if (signal.aborted) return undefined
  }
}

const redialsAtOnce = ({ end, hasFallback }: DialedLine) => hasFallback || (end.type === 'lost' && end.redialAtOnce)
