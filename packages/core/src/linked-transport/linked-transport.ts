import { closingCause, type AttachPhase } from './attach-refusal.ts'
import { runLine, type AttachedLine } from './attached-line.ts'
import { startStopwatch, type Stopwatch } from '../platform/clock.ts'
import type { ChatError } from '../protocol/errors.ts'
import type { MissingIndex } from './event-order.ts'
import { guardedListener } from '../transport/guarded-listener.ts'
import { createLinkRota } from './link-rotation.ts'
import type { LineEnd } from './line-end.ts'
import type { OpenLink } from '../transport/link.ts'
import {
  checkedSettings,
  defaultRetryDelay,
  type LinkedTransportOptions,
  type LinkedTransportSettings,
} from './linked-transport-options.ts'
import type { AttachCommand, EventAttached } from '../protocol/protocol.ts'
import { randomId } from '../platform/random-token.ts'
import { dialDelayMs, waitToRetry } from './retry-wait.ts'
import { milliseconds } from '../checks/guards.ts'
import { trackConnectivity } from '../transport/track-connectivity.ts'
import type { ChatTransport, CloseReason, TransportConnection, TransportListener } from '../transport/transport.ts'

/** A link that is not the last has to be given up early enough for the next to be open within 4 s. */
const fallbackTimeoutMs = 3500
/** A line that has held this long was no part of the trouble before it. */
const stableMs = 10_000

/**
 * Turns links into a `ChatTransport` that heals: dial loop, fallback, retry, liveness, grace timer, order, one way to
 * recover (a new link that attaches at the listener's position). Throws a `TypeError` or `RangeError` that names a bad
 * option. Keeps T1–T16 for links that keep L1–L5.
 */
export function linkedTransport(options: LinkedTransportOptions): ChatTransport {
  const settings = checkedSettings(options)
  return {
    name: options.name,
    ...(options.unsupported && { unsupported: options.unsupported }),
    connect: (attach, listener) => connect(settings, attach, listener),
  }
}

/** Who this connection speaks for, once the first attach has been answered. */
interface Identity {
  readonly sessionId: string
  readonly secret: string
}

type Verdict =
  { readonly closes: true; readonly cause: Error | undefined } | { readonly closes: false; readonly cause: Error }

function connect(
  settings: LinkedTransportSettings,
  given: AttachCommand,
  page: TransportListener,
): TransportConnection {
  const { clock, network, logger, links } = settings
  const life = new AbortController()
  const { signal } = life
  const listener = guardedListener(page, { signal, logger })
  const connectivity = trackConnectivity(page, { ...settings, signal })
  const rota = createLinkRota(links.length)
  const missing: MissingIndex = {}
  const down = startStopwatch(clock)
  let identity: Identity | undefined
  let open: { readonly line: AttachedLine; readonly since: Stopwatch } | undefined
  /** The id of an attach that takes the session back, repeated until it is answered (T16). */
  let takeId: string | undefined
  let toldOfRefusal = false

  const unsubscribe = network.subscribe((change) => {
    if (change === 'pageshow-persisted') takeId = randomId()
  })
  signal.addEventListener('abort', unsubscribe, { once: true })

  function nextAttach(): AttachCommand {
    const after = listener.position
    if (identity) {
      const { pageId } = given
      const id = takeId ?? randomId()
      return { type: 'RestoreSession', id, ...identity, pageId, take: takeId !== undefined, after }
    }
    if (given.type === 'StartSession') return given
    return { ...given, ...(takeId !== undefined && { id: takeId, take: true }), after }
  }
  function dialOnce(): Promise<LineEnd> {
    const isLast = rota.current === links.length - 1
    return runLine(links[rota.current] as OpenLink, nextAttach(), {
      ...settings,
      listener,
      signal,
      missing,
      openTimeoutMs: isLast ? settings.openTimeoutMs : Math.min(settings.openTimeoutMs, fallbackTimeoutMs),
      answered,
      caughtUp(line) {
        open = { line, since: startStopwatch(clock) }
        rota.connected()
        toldOfRefusal = false
        connectivity.caughtUp()
      },
    })
  }
  function answered({ sessionId, secret }: EventAttached) {
    identity = { sessionId, secret: secret ?? identity?.secret ?? given.secret }
    takeId = undefined
    connectivity.answered()
  }

  async function keepDialing() {
    for (let attempt = 1; ; attempt++) {
      const sinceDial = startStopwatch(clock)
      const end = await dialOnce()
      const wasOpen = open
      open = undefined
      if (signal.aborted) return
      const { closes, cause } = judge(end)
      if (closes) {
        connectivity.close(cause)
        return life.abort(cause ?? 'left')
      }
      connectivity.lost(cause, end.at)
      if (wasStable(wasOpen)) {
        attempt = 1
        down.restart()
      }
      const atOnce = redialsAtOnce(end, wasOpen !== undefined)
      const delayMs = atOnce ? 0 : retryDelayMs(attempt)
      const wait = { delayMs, sinceDial, clock, network, signal }
      listener.onRetry({ attempt, at: clock.now() + dialDelayMs(wait), cause })
      if (!atOnce || !network.online) await waitToRetry(wait)
      if (signal.aborted) return
    }
  }
  function wasStable(line: typeof open): boolean {
    return line !== undefined && line.since.elapsedMs() >= stableMs
  }
  /** A policy of the page's that throws, or gives no delay, must not end the connection. */
  function retryDelayMs(attempt: number): number {
    const failure = { attempt, downForMs: down.elapsedMs() }
    try {
      const delayMs = settings.retryDelayMs(failure)
      const problem = milliseconds(delayMs, 'retryDelayMs')
      if (!problem) return delayMs
      throw new RangeError(problem)
    } catch (thrown) {
      logger.error('unable to use retryDelayMs, the default is used', thrown)
    }
    return defaultRetryDelay(clock)(failure)
  }
  function redialsAtOnce(end: LineEnd, wasConnected: boolean): boolean {
    if (end.type !== 'lost') return false
    return end.redialAtOnce || (!wasConnected && rota.failed())
  }
  /** Whether an end of a line is the end of the connection (T11), and why. */
  function judge(end: LineEnd): Verdict {
    switch (end.type) {
      case 'lost':
        return { closes: false, cause: end.cause }
      case 'over':
        return { closes: true, cause: end.cause }
      case 'taken':
        return { closes: true, cause: connectivity.current === 'connecting' ? end.cause : undefined }
      case 'refused':
        return judgeRefusal(end.cause)
    }
  }
  function judgeRefusal(refusal: ChatError): Verdict {
    const phase: AttachPhase = identity ? 're-attach' : given.type === 'StartSession' ? 'start' : 'restore'
    const cause = closingCause(phase, refusal)
    if (cause) return { closes: true, cause }
    if (connectivity.current !== 'connecting' && !toldOfRefusal) {
      toldOfRefusal = true
      listener.onEvent(refusal.event)
    }
    return { closes: false, cause: refusal }
  }

  void keepDialing()
  return {
    send: (command) => open?.line.send(command) ?? Promise.reject(new Error('unable to send: the line is not open')),
    close(reason: CloseReason = 'detached') {
      life.abort(reason)
    },
  }
}
