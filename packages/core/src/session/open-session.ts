import { abortable } from '../platform/deferred.ts'
import { randomId } from '../platform/random-token.ts'
import type { SavedOpen } from '../storage/saved-session.ts'
import type { ConnectivityChange, PlannedRetry } from '../transport/transport.ts'
import { keepFailed } from './left-over.ts'
import type { SessionBeginning, SessionSetup } from './session-parts.ts'
import { openSessionRuntime, type SessionRuntime } from './session-runtime.ts'

/** Where a chat is told what happens to the line of its session. */
export interface ChatLine {
  onConnectivity(change: ConnectivityChange): void
  /** A change that the chat makes itself, before and after a session has a line. */
  connectivityIs(current: 'connecting' | 'closed'): void
  onRetry(retry: PlannedRetry): void
}
type Opening = Pick<SessionBeginning, 'attach' | 'seen' | 'outboxes'>

/**
 * The id of a page, made anew each time it opens a session: a start that is repeated in one page could not take back what a
 * late frame of an earlier page has taken. Never saved: a duplicated tab copies what is, and would be the same page.
 */
export const newPageId = randomId

/** Opens the sessions of one chat, one at a time. */
export function createSessionOpener(setup: SessionSetup, line: ChatLine) {
  const { saved } = setup
  let opening = false
  let live: SessionRuntime | undefined

  /** `visible`: report this session's connectivity to the page. False for a stored session that is opened only to leave it. */
  const open = (from: Opening, visible = true): SessionRuntime => {
    line.connectivityIs('connecting')
    live = openSessionRuntime(setup, {
      ...from,
      onConnectivity: (change) => visible && line.onConnectivity(change),
      onRetry: line.onRetry,
    })
    return live
  }

  const openStored = async (stored: SavedOpen, signal: AbortSignal | undefined, visible = true) => {
    const { sessionId, secret, position: seen } = stored
    const outboxes = await abortable(saved.loadOutboxes(sessionId), signal)
    const attach = {
      type: 'RestoreSession',
      id: randomId(),
      sessionId,
      secret,
      pageId: newPageId(),
      take: true,
      after: 0,
    }
    return open({ attach: attach as Opening['attach'], seen, outboxes }, visible)
  }

  /** Runs one start or restore at a time, and none beside a live session. Waits for the last session's saves. */
  const exclusively = async <Result>(signal: AbortSignal | undefined, run: () => Promise<Result>): Promise<Result> => {
    signal?.throwIfAborted()
    if (opening || live?.state.isLive) {
      const why = opening ? 'another start or restore is under way' : 'a session is live: leave() or detach() it first'
      throw new DOMException(`unable to open a session: ${why}`, 'InvalidStateError')
    }
    opening = true
    try {
      await abortable(live?.over, signal)
      return await run()
    } finally {
      opening = false
    }
  }

  /** Waits for the session to open, or to be over; an abort lets go of it. */
  const waitFor = async (session: SessionRuntime, until: Promise<unknown>, signal: AbortSignal | undefined) => {
    try {
      await abortable(until, signal)
    } catch (error) {
      void session.detach(error).then(() => keepFailed(session, saved))
      line.connectivityIs('closed')
      throw error
    }
  }

  return {
    open,
    openStored,
    exclusively,
    waitFor,
    get live() {
      return live
    },
  }
}
export type SessionOpener = ReturnType<typeof createSessionOpener>
