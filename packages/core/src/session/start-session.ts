import { abortable } from '../platform/deferred.ts'
import { errorName } from '../platform/error-name.ts'
import type { StartSession } from '../protocol/protocol.ts'
import type { SavedOpen } from '../storage/stored.ts'
import { handBackLeftOver } from './left-over.ts'
import { starting } from './openings.ts'
import type { SessionOpener } from './session-opener.ts'
import { isLoginFailed } from './session-errors.ts'
import type { SessionOpening, SessionSetup } from './session-parts.ts'
import type { SessionRuntime } from './session-runtime.ts'

interface Starting {
  readonly fields: Partial<StartSession>
  readonly signal: AbortSignal
}

/** Starts a session, after leaving the stored one. */
export async function startNew(
  setup: SessionSetup,
  opener: SessionOpener,
  { fields, signal }: Starting,
): Promise<SessionRuntime> {
  const { saved } = setup
  let opening: SessionOpening | undefined
  while (!opening) {
    // Each time round: meanwhile another page may have begun a start, and then it is the same one.
    const stored = await abortable(saved.load(), signal)
    if (stored?.state === 'open') await leaveStored(setup, opener, { stored, signal })
    else {
      const unanswered = stored?.state === 'starting' ? stored : undefined
      opening = await abortable(starting(saved, fields, { unanswered }), signal)
    }
  }
  const session = opener.open(opening)
  await opener.waitFor(session, session.opened.promise, signal)
  void handBackLeftOver(session, saved)
  return session
}

interface Leaving {
  readonly stored: SavedOpen
  readonly signal: AbortSignal
}

/**
 * Leaves a stored session. Done when the leave was answered, either way, or the server has refused the attach for good. What
 * was not sent stays saved for the next session to show; not after 101, since then it may be another visitor's.
 */
async function leaveStored(
  { transport, saved, logger }: SessionSetup,
  opener: SessionOpener,
  { stored, signal }: Leaving,
): Promise<void> {
  const { sessionId } = stored
  if (transport.unsupported?.includes('LeaveSession')) return saved.dropSession(sessionId)
  const session = await opener.openStored(stored, signal, { onlyToLeave: true })
  let isOurs = true
  const left = session
    .leave()
    .catch((error: unknown) => {
      isOurs = !isLoginFailed(error)
      // By name: its text may be the server's, and what it carries may be messages.
      logger.warn(`the stored session was not left: ${errorName(error)}`)
    })
    .then(() => session.detach())
  await opener.waitFor(session, left, signal)
  await (isOurs ? saved.dropSession(sessionId) : saved.forget(sessionId))
}
