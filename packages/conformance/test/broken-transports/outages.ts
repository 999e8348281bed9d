import { changedLink, changedTransport, brokenTransport, isIndexed, typeOf } from './broken-transport.ts'
import type { BrokenTransport, Parts } from './broken-transport.ts'
import type { ChatTransport, ConnectivityChange, LinkLine, TransportListener } from '@chat-transport/core'

const interruption = { type: 'EventError', error: { code: 150, description: 'network connection interrupted' } }

/** What is wrong with the grace timer. */
interface GraceBug {
  readonly shareOfTimeout?: number
  readonly startsAtConnect?: boolean
  readonly keepsRunning?: boolean
  readonly runsWhileCatchingUp?: boolean
  readonly firesWhenMended?: boolean
}

/** A transport with a broken grace timer in place of the correct one. */
function withGraceTimer({ correct, options }: Parts, bug: GraceBug): ChatTransport {
  const { clock, interruptionTimeoutMs, network } = options
  return changedTransport(correct({ interruptionTimeoutMs: 1e9 }), (page, connection) => {
    let state: ConnectivityChange['current'] = 'connecting'
    let isCatchingUp = false
    let cancel: (() => void) | undefined
    const stop = () => {
      cancel?.()
      cancel = undefined
    }
    const isClosed = () => state === 'closed'
    const report = (current: typeof state, since: number, cause?: Error) => {
      const previous = state
      state = current
      page.onConnectivity({ current, previous, since, ...(cause && { cause }) })
    }
    const over = (since: number, cause: Error) => {
      stop()
      if ((state === 'connected' && !bug.firesWhenMended) || isClosed() || (isCatchingUp && !bug.runsWhileCatchingUp))
        return
      page.onEvent(interruption)
      if (!isClosed()) report('interrupted', since, cause)
    }
    const start = (since: number, cause: Error) => {
      if (cancel) return
      const graceMs = interruptionTimeoutMs * (bug.shareOfTimeout ?? 1)
      const startedAt = clock.now()
      const disarm = clock.after(graceMs, () => over(since, cause))
      /** A sleep counts. */
      const unsubscribe = network.subscribe((change) => {
        if (change === 'visible' && clock.now() - startedAt >= graceMs) over(since, cause)
      })
      cancel = () => {
        disarm()
        unsubscribe()
      }
    }
    if (bug.startsAtConnect) start(clock.now(), new Error('no connection yet'))
    return {
      listener: {
        onEvent(event) {
          isCatchingUp ||= typeOf(event) === 'EventAttached'
          if (isCatchingUp && !bug.runsWhileCatchingUp && !bug.keepsRunning) stop()
          page.onEvent(event)
        },
        onConnectivity({ current, since, cause }) {
          if (current === 'connected' && !bug.keepsRunning) stop()
          isCatchingUp = false
          report(current, since, cause)
          if (current === 'reconnecting' && !isClosed()) start(since, cause ?? new Error('lost'))
          if (current === 'closed') stop()
        },
      },
      connection: {
        close(reason) {
          stop()
          state = 'closed'
          connection.close(reason)
        },
      },
    }
  })
}

/** Reports what `change` returns for each change, or nothing if it returns nothing. */
function withReports(
  transport: ChatTransport,
  change: (told: ConnectivityChange, page: TransportListener) => ConnectivityChange | undefined,
): ChatTransport {
  return changedTransport(transport, (page) => ({
    listener: {
      onConnectivity(told) {
        const changed = change(told, page)
        if (changed) page.onConnectivity(changed)
      },
    },
  }))
}

/** Reports about a lost line: T5 and T6. */
export const brokenOutages: readonly BrokenTransport[] = [
  brokenTransport(
    'T5',
    { name: 'hides-reconnecting', bug: 'does not report a lost line until it is back or interrupted' },
    ({ correct }) => withReports(correct(), (told) => (told.current === 'reconnecting' ? undefined : told)),
  ),
  brokenTransport(
    'T5',
    { name: 'reports-without-a-cause', bug: 'reports changes without their cause' },
    ({ correct }) =>
      withReports(correct(), ({ cause: _cause, ...told }) =>
        told.current === 'closed' && _cause ? { ...told, cause: _cause } : told,
      ),
  ),
  brokenTransport('T5', { name: 'deaf-to-silence', bug: 'does not notice a half-open line' }, ({ correct }) =>
    correct({ silenceTimeoutMs: 600_000 }),
  ),
  brokenTransport(
    'T5',
    { name: '150-after-interrupted', bug: 'reports "interrupted" and then delivers 150' },
    ({ correct }) =>
      changedTransport(correct(), (page) => {
        let held: unknown
        return {
          listener: {
            onEvent(event) {
              if ((event as { error?: { code?: unknown } } | null)?.error?.code === 150) held = event
              else page.onEvent(event)
            },
            onConnectivity(told) {
              page.onConnectivity(told)
              if (held !== undefined) page.onEvent(held)
              held = undefined
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T5',
    { name: '150-for-each-attempt', bug: 'delivers 150 with every failed attempt' },
    ({ correct }) =>
      changedTransport(correct(), (page) => {
        let status = 'connecting'
        return {
          listener: {
            onConnectivity(told) {
              status = told.current
              page.onConnectivity(told)
            },
            onRetry(retry) {
              page.onRetry?.(retry)
              if (status === 'interrupted') page.onEvent(interruption)
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T5',
    { name: 'one-interruption-for-life', bug: 'reports only the first long outage' },
    ({ correct }) => {
      return changedTransport(correct(), (page) => {
        let interruptions = 0
        return {
          listener: {
            onEvent(event) {
              if ((event as { error?: { code?: unknown } } | null)?.error?.code === 150 && interruptions > 0) return
              page.onEvent(event)
            },
            onConnectivity(told) {
              if (told.current === 'interrupted' && ++interruptions > 1) return
              page.onConnectivity(told)
            },
          },
        }
      })
    },
  ),
  brokenTransport(
    'T5',
    { name: 'grace-while-catching-up', bug: 'runs its grace timer while an attached line catches up' },
    (parts) => withGraceTimer(parts, { runsWhileCatchingUp: true }),
  ),
  brokenTransport(
    'T5',
    { name: 'events-before-the-answer', bug: 'hands on events that arrive before the attach is answered' },
    ({ open, correct }) => {
      let page: TransportListener | undefined
      const transport = correct({
        open: changedLink(open, () => {
          let answered = false
          return {
            received(event, line) {
              answered ||= typeOf(event) === 'EventAttached'
              if (answered || typeOf(event) !== 'EventTyping') line.received(event)
              else page?.onEvent(event)
            },
          }
        }),
      })
      return changedTransport(transport, (listener) => {
        page = listener
        return {}
      })
    },
  ),
  brokenTransport(
    'T5',
    { name: 'late-frames-of-a-cut-link', bug: 'hands on events from a line it has given up' },
    ({ open, correct }) => {
      let page: TransportListener | undefined
      const transport = correct({
        open: changedLink(open, (_attach, line) => {
          const goodbye = new AbortController()
          const close = () => !(line.signal.reason instanceof Error) && goodbye.abort(line.signal.reason)
          line.signal.addEventListener('abort', close)
          return {
            signal: goodbye.signal as LinkLine['signal'],
            received(event) {
              if (!line.signal.aborted) line.received(event)
              else if (!goodbye.signal.aborted && !isIndexed(event)) page?.onEvent(event)
            },
          }
        }),
      })
      return changedTransport(transport, (listener, connection) => {
        page = listener
        return {
          connection: {
            close(reason) {
              page = undefined
              connection.close(reason)
            },
          },
        }
      })
    },
  ),
  brokenTransport(
    'T6',
    { name: 'tells-of-every-outage', bug: 'reports an interruption although the line is back' },
    (parts) => withGraceTimer(parts, { keepsRunning: true, firesWhenMended: true }),
  ),
  brokenTransport(
    'T6',
    { name: 'grace-timer-not-cancelled', bug: 'does not cancel the grace timer when the line is back' },
    (parts) => withGraceTimer(parts, { keepsRunning: true }),
  ),
  brokenTransport('T6', { name: 'impatient', bug: 'waits only half of the timeout' }, (parts) =>
    withGraceTimer(parts, { shareOfTimeout: 0.5 }),
  ),
  brokenTransport('T6', { name: 'interrupted-before-connected', bug: 'starts the grace timer in connect()' }, (parts) =>
    withGraceTimer(parts, { startsAtConnect: true }),
  ),
]
