import { checkOptions, environmentGuards } from '../checks/check-argument.ts'
import { milliseconds, signal } from '../checks/guards.ts'
import { startStopwatch, type Clock } from '../platform/clock.ts'
import { transition, type ConnectivityInput, type ConnectivityState, type Outage } from './connectivity.ts'
import * as codes from '../protocol/error-codes.ts'
import { guardedListener, type GuardedListener } from './guarded-listener.ts'
import { runMachine } from './run-machine.ts'
import type { Logger } from '../platform/logger.ts'
import type { NetworkStatus } from '../platform/network-status.ts'
import type { EventError } from '../protocol/protocol.ts'
import { createWakeups, type Wakeups } from '../platform/wakeups.ts'
import { whenElapsed } from '../platform/timers.ts'
import type { Connectivity, TransportListener } from './transport.ts'

/** What `trackConnectivity` tells, and by which clock. */
export interface TrackConnectivityOptions {
  readonly interruptionTimeoutMs: number
  readonly clock: Clock
  readonly network: NetworkStatus
  readonly logger: Logger
  /** After it has aborted nothing is told any more (T9). */
  readonly signal: AbortSignal
}

/** What a transport tells the tracker; the tracker tells the listener. */
export interface ConnectivityTracker {
  /** `connecting` until the first `connected`. */
  readonly current: Connectivity
  /** The attach has been answered: what was missed is on its way. */
  answered(): void
  /** Attached, caught up, with proof of life (T7). */
  caughtUp(): void
  /** The line is gone; `since` is its last proof of life, epoch milliseconds. */
  lost(cause: Error, since: number): void
  /** The end: `closed` is reported, with the cause if there is one. */
  close(cause?: Error): void
}

const optionGuards = { interruptionTimeoutMs: milliseconds, signal, ...environmentGuards }

/**
 * The connectivity machine with its grace timer: reports every change once, and after `interruptionTimeoutMs` away from
 * `connected` delivers an `EventError` 150 and then reports `interrupted`, once per outage (T5, T6).
 * `linkedTransport` runs on it; the rare transport that implements `ChatTransport` directly uses it as it is.
 */
export function trackConnectivity(page: TransportListener, options: TrackConnectivityOptions): ConnectivityTracker {
  checkOptions('trackConnectivity', options, optionGuards)
  const listener = guardedListener(page, options)
  return reportConnectivity({ ...options, listener, wakeups: createWakeups(options.network) })
}

export interface ReportConnectivityOptions extends Omit<TrackConnectivityOptions, 'network'> {
  readonly listener: Pick<GuardedListener, 'onEvent' | 'onConnectivity'>
  readonly wakeups: Wakeups
}

/** The same for a transport that has guarded its listener and holds a source of wake-ups already. */
export function reportConnectivity(options: ReportConnectivityOptions): ConnectivityTracker {
  const { listener, clock, wakeups, logger, interruptionTimeoutMs, signal } = options
  let reported: Connectivity = 'connecting'

  const report = (state: ConnectivityState) => {
    const current = connectivityOf(state)
    if (current === reported) return
    const previous = reported
    reported = current
    const outage = 'outage' in state ? state.outage : undefined
    const cause = 'cause' in state ? state.cause : outage?.cause
    listener.onConnectivity({ current, previous, since: outage?.since ?? clock.now(), ...(cause && { cause }) })
  }
  const waitForGrace = ({ away }: Outage, send: (input: ConnectivityInput) => void) =>
    whenElapsed(() => interruptionTimeoutMs - away.elapsedMs(), {
      clock,
      wakeups,
      run: () => send({ type: 'grace-over' }),
    }).stop

  const machine = runMachine<ConnectivityState, ConnectivityInput>({
    initial: { name: 'connecting' },
    transition,
    log: (from, to, { type }) =>
      logger.debug(
        from === to
          ? `connectivity: still ${from.name}, '${type}' changes nothing now`
          : `connectivity: ${from.name} → ${to.name} (${type})`,
      ),
    enter(state, send) {
      if (state.name === 'interrupted') listener.onEvent(interruption())
      report(state)
      return state.name === 'reconnecting' ? waitForGrace(state.outage, send) : undefined
    },
  })
  signal.addEventListener('abort', () => machine.send({ type: 'close' }))
  return {
    get current() {
      return connectivityOf(machine.state)
    },
    answered: () => machine.send({ type: 'answered' }),
    caughtUp: () => machine.send({ type: 'caught-up' }),
    lost: (cause, since) => machine.send({ type: 'lost', outage: { cause, since, away: startStopwatch(clock) } }),
    close: (cause) => machine.send({ type: 'close', ...(cause && { cause }) }),
  }
}

/** What a state is called in the contract. */
export function connectivityOf(state: ConnectivityState): Connectivity {
  return state.name === 'catching-up' ? 'reconnecting' : state.name
}

function interruption(): EventError {
  return {
    type: 'EventError',
    error: { code: codes.connectionInterrupted, description: 'network connection interrupted' },
  }
}
