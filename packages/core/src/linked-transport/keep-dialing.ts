import { errorName } from '../platform/error-name.ts'
import { createWarnOnce } from '../platform/warn-once.ts'
import { startStopwatch } from '../platform/clock.ts'
import type { LineFailure } from '../transport/transport.ts'
import type { ConnectionContext } from './connection-context.ts'
import type { DialedLine, Dialer } from './dial-links.ts'
import { isLostBy } from './line-end.ts'
import { judgeLineEnd, type LineVerdict } from './line-verdict.ts'
import { safeRetryDelay } from './retry-delay.ts'
import { dialDelayMs, waitToRetry } from './retry-wait.ts'

/** A line that has been open this long had no part in the trouble before it. */
const stableMs = 10_000

/** Dials until the end (T11). Resolves with why the connection closes, or when it has been closed from outside. */
export async function keepDialing(dialer: Dialer, context: ConnectionContext): Promise<Error | undefined> {
  const { clock, connectivity, signal } = context
  const tellRefusal = refusalTeller(context)
  const warnOfTrouble = troubleTeller(context)
  const waitForRetry = retryWaiter(context)
  const isUnreadable = unreadableCounter(context)
  const down = startStopwatch(clock)

  for (let attempt = 1; ; attempt++) {
    const dialed = await dialer.dial(attempt)
    if (signal.aborted) return undefined
    const verdict = judge(dialed, context)
    if (verdict.closes) return verdict.cause
    if (isUnreadable(verdict.cause)) return unreadable(verdict.cause)
    if (!verdict.isAskedAgain) tellRefusal(dialed)
    const { cause } = verdict
    warnOfTrouble(dialed, cause)
    connectivity.lost(cause, dialed.end.at)
    if (hadNoTrouble(dialed, attempt)) {
      attempt = 1
      down.restart()
    }
    await waitForRetry(dialed, { attempt, downForMs: down.elapsedMs(), cause })
    if (signal.aborted) return undefined
  }
}

/** What was before the line has nothing to do with its end. */
const hadNoTrouble = ({ openForMs }: DialedLine, attempt: number) =>
  openForMs !== undefined && (attempt === 1 || openForMs >= stableMs)

function judge({ end }: DialedLine, context: ConnectionContext): LineVerdict {
  const { logger, attaches, credentials, connectivity } = context
  logger.info(`${end.type}: ${end.why ?? errorName(end.cause)}`)
  if (credentials.isAskedAgain(end)) return { closes: false, cause: end.cause, isAskedAgain: true }
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

/** Warns, once of each, of what whoever set up the page and the server has to know at once, and sees nothing else of. */
function troubleTeller({ connectivity, logger, name }: ConnectionContext) {
  const warnOnce = createWarnOnce(logger)
  return ({ end, hasFallback, sinceDial }: DialedLine, cause: LineFailure) => {
    // No retry mends a fault in the code. A link over `fetch` should not hand on its TypeErrors: they are network failures.
    if (cause instanceof TypeError || cause.cause instanceof TypeError)
      warnOnce('the link, or what gives the credentials, threw a TypeError', cause)
    if (connectivity.current !== 'connecting' || (hasFallback && sinceDial.elapsedMs() < 3000)) return
    const why =
      end.type === 'refused' ? 'the server refuses it' : 'wrong URL, server down, or origin not allowed (CORS, CSP)?'
    warnOnce(`${name}: no connection yet: ${why}`, cause)
  }
}

/** After so many answers in a row that say that the attach cannot be read, no other answer is to be expected. */
const mostUnreadable = 5
/** HTTP and WebSocket: bad request, too large; unsupported, malformed, against the policy, too large. */
const unreadableAnswers = [400, 413, 1003, 1007, 1008, 1009]
/** All that a page sees of a WebSocket whose upgrade was refused. */
const noAnswer = 1006

/** Counts them for a start. A session that exists is worth every attempt. */
function unreadableCounter({ attaches }: ConnectionContext) {
  let count = 0
  return ({ status, code }: LineFailure) => {
    const answer = status ?? code ?? noAnswer
    if (answer !== noAnswer) count = unreadableAnswers.includes(answer) ? count + 1 : 0
    return attaches.phase === 'start' && count >= mostUnreadable
  }
}
const unreadable = (cause: Error) => new Error('unable to start: the server cannot read the attach', { cause })

/** A server may ask to be left alone, but not for so long that a visitor could not come back. */
const longestRetryAfterMs = 300_000

interface Failure {
  readonly attempt: number
  readonly downForMs: number
  readonly cause: LineFailure
}

/** Announces the next dial and waits for it; a fallback and a line overtaken by the network need no wait. */
function retryWaiter(context: ConnectionContext) {
  const { clock, listener, logger, wakeups } = context
  const retryDelayMs = safeRetryDelay(context)
  return async (dialed: DialedLine, { attempt, downForMs, cause }: Failure) => {
    const { end, sinceDial, openForMs, hasFallback, isElsewhere } = dialed
    const retryAfterMs = isElsewhere ? 0 : Math.min(longestRetryAfterMs, cause.retryAfterMs ?? 0)
    const atOnce = !retryAfterMs && (hasFallback || isLostBy('wakeup', end))
    // A dial that came to an open line was not refused.
    const sinceDialMs = openForMs === undefined ? sinceDial.elapsedMs() : downForMs
    const policyMs = atOnce ? 0 : retryDelayMs({ attempt, downForMs, sinceDialMs })
    const wait = { ...context, delayMs: Math.max(policyMs, retryAfterMs), retryAfterMs, sinceDial }
    const dialInMs = dialDelayMs(wait)
    logger.info(`retry in ${(dialInMs / 1000).toFixed(1)} s (attempt ${attempt + 1})`)
    listener.onRetry({ attempt, at: clock.now() + dialInMs, cause })
    if (!atOnce || !wakeups.online) await waitToRetry(wait)
  }
}
