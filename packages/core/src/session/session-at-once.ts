import type { StartSession } from '../protocol/protocol.ts'
import { handBackLeftOver } from './left-over.ts'
import type { SessionOpener } from './open-session.ts'
import type { SessionSetup } from './session-parts.ts'
import type { SessionRuntime } from './session-runtime.ts'

export interface OpenAtOnceOptions {
  /** What the start says of the visitor, should there be one. */
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
  { fields, start }: OpenAtOnceOptions,
): SessionRuntime {
  const before = opener.live?.identity.sessionId
  const isGivenUp = () => !session.state.isLive
  const letGo = new AbortController()
  const turn = opener.exclusively({ signal: letGo.signal, isGivenUp }, async () => opener.onLive(session))

  const begin = async () => {
    const stored = await saved.load()
    // What has ended and was shown by this page is not shown again: the visitor asks for another.
    if (stored && stored.state !== 'starting' && !(stored.state === 'ended' && stored.sessionId === before)) {
      return session.begin(await opener.restoring(stored))
    }
    const unanswered = stored?.state === 'starting' ? stored : undefined
    if (!unanswered && start === 'first-message') await session.submitted
    if (session.outbox.leave && session.outbox.commands.length === 0) return session.leaveUnopened()
    if (session.state.isLive) session.begin(await opener.starting(fields, unanswered))
  }
  const session = opener.create({ startAnew: () => void begin() })
  void session.over.then(() => letGo.abort())
  void turn.then(begin).catch(session.detach) // Given up before its turn came.
  void session.opened.then(() => handBackLeftOver(session, saved)).catch(() => undefined) // Its events tell of a refusal.
  return session
}
