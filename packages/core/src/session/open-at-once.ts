import type { StartSession } from '../protocol/protocol.ts'
import type { HeldSession, SavedStart } from '../storage/stored.ts'
import { handBackLeftOver, haveFailed } from './left-over.ts'
import { restoring, starting } from './openings.ts'
import type { SessionOpener } from './session-opener.ts'
import type { SessionSetup } from './session-parts.ts'
import type { SessionRuntime } from './session-runtime.ts'

export interface OpenAtOnceOptions {
  /** What the start says of the visitor, should there be one. Its `last` is also that of a restore. */
  readonly fields: Partial<StartSession>
  /** When a session is started, if none is stored. */
  readonly start: 'now' | 'first-message'
}

/**
 * Gives a session at once and opens it behind: restores what is stored, or else starts one. What the visitor says meanwhile is
 * saved, and goes out once. Throws while another session is live here.
 */
export function openAtOnce(
  { saved }: SessionSetup,
  opener: SessionOpener,
  { fields, start: when }: OpenAtOnceOptions,
): SessionRuntime {
  const before = opener.live?.identity.sessionId
  const isGivenUp = () => !session.state.isLive
  const waiting = new AbortController()
  const turn = opener.exclusively({ signal: waiting.signal, isGivenUp }, async () => opener.onLive(session))

  let waits = when === 'first-message'
  const begin = async (): Promise<void> => {
    const stored = await saved.load()
    if (stored && stored.state !== 'starting' && isToBeShown(stored))
      return session.begin(await restoring(saved, stored, fields))
    await start(stored?.state === 'starting' ? stored : undefined)
  }
  /** What has ended and was shown by this page is not shown again: the visitor asks for another. */
  const isToBeShown = ({ state, sessionId }: HeldSession) => state === 'open' || sessionId !== before
  const start = async (unanswered: SavedStart | undefined): Promise<void> => {
    if (!unanswered && waits) {
      void handBackLeftOver(session, saved, haveFailed)
      await session.submitted.promise
      waits = false
      return begin() // Another page may have begun meanwhile.
    }
    const { outbox, state, identity } = session
    if (!unanswered && outbox.leave() && outbox.commands().length === 0) return session.leaveUnopened()
    if (!state.isLive) return
    const opening = await starting(saved, fields, { unanswered, newId: identity.nextStartId })
    return opening ? session.begin(opening) : begin()
  }
  /** Lets go of the session, with the error, if the turn is given up or opening it fails. */
  const beginAfter = (ready: Promise<unknown>) => void ready.then(begin).catch(session.detach)
  const session = opener.create({ startAnew: () => beginAfter(Promise.resolve()) })
  void session.over.promise.then(() => waiting.abort())
  beginAfter(turn)
  void session.opened.promise.then(() => handBackLeftOver(session, saved)).catch(() => undefined) // Its events tell of a refusal.
  return session
}
