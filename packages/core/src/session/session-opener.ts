import { abortable } from '../platform/deferred.ts'
import { createPageSeen } from '../platform/page-seen.ts'
import type { HeldSession } from '../storage/stored.ts'
import type { ConnectivityChange, PlannedRetry } from '../transport/transport.ts'
import { type Last, restoring } from './openings.ts'
import { createOpeningTurns, type TurnOptions } from './opening-turns.ts'
import type { SessionBeginning, SessionOpening, SessionSetup } from './session-parts.ts'
import { openSessionRuntime, type SessionRuntime } from './session-runtime.ts'

/** Where a chat is told what happens to the line of its session. */
export interface ChatLine {
  onConnectivity(change: ConnectivityChange): void
  /** A change that the chat makes itself, before and after a session has a line. */
  connectivityIs(current: 'connecting' | 'closed'): void
  onRetry(retry: PlannedRetry): void
}

/** What kind of session it is. */
export type SessionKind = Pick<SessionBeginning, 'startAnew' | 'onlyToLeave'>

/** Opens the sessions of one chat, one at a time, and none before the page has been visible. */
export function createSessionOpener(setup: SessionSetup, line: ChatLine) {
  const { saved, network } = setup
  let live: SessionRuntime | undefined
  const pageSeen = createPageSeen(network)
  const turns = createOpeningTurns(() => live)

  /** A session without a line: it takes what the visitor says, until it is begun. */
  const create = (kind: SessionKind = {}): SessionRuntime => {
    line.connectivityIs('connecting')
    const session = openSessionRuntime(setup, {
      ...kind,
      onConnectivity: (change) => kind.onlyToLeave || line.onConnectivity(change),
      onRetry: line.onRetry,
    })
    saved.claim(session.state)
    saved.tellFailureTo(session.events.changed)
    return session
  }
  const onLive = (session: SessionRuntime) => {
    void live?.detach() // It is over, and no longer shown.
    return (live = session)
  }

  const open = (opening: SessionOpening, kind?: SessionKind): SessionRuntime => {
    const session = onLive(create(kind))
    session.begin(opening)
    return session
  }

  /** Opens a stored session. */
  const openStored = async (stored: HeldSession, signal: AbortSignal, kind: SessionKind & Last = {}) => {
    const { last, ...rest } = kind
    return open(await abortable(restoring(saved, stored, { last }), signal), rest)
  }

  /** Waits until `until` settles, or the session is over; an abort lets go of it. */
  const waitFor = async (session: SessionRuntime, until: Promise<unknown>, signal: AbortSignal | undefined) => {
    try {
      await abortable(until, signal)
    } catch (error) {
      void session.detach(error)
      line.connectivityIs('closed')
      throw error
    }
  }

  return {
    create,
    onLive,
    open,
    openStored,
    waitFor,
    /** Runs one start or restore at a time, beside no live session, and once the page has been visible. */
    exclusively: <Result>(options: TurnOptions, act: (signal: AbortSignal) => Promise<Result>) =>
      turns.run(options, async (signal) => {
        await pageSeen(signal)
        return act(signal)
      }),
    /** Gives up the start or restore that is under way. */
    abort: turns.abort,
    /** The session that the chat has, or had last. */
    get live() {
      return live
    },
  }
}
export type SessionOpener = ReturnType<typeof createSessionOpener>
