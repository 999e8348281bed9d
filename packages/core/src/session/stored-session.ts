import { errorName } from '../platform/error-name.ts'
import { isRestorationFailed } from '../protocol/restoration-failed.ts'
import type { SavedEnded, SavedOpen } from '../storage/saved-session.ts'
import { failedOf } from './left-over.ts'
import type { SessionOpener } from './open-session.ts'
import { isLoginFailed } from './session-errors.ts'
import type { SessionSetup } from './session-parts.ts'
import type { SessionRuntime } from './session-runtime.ts'

interface Stored<State extends SavedOpen | SavedEnded> {
  readonly stored: State
  readonly signal: AbortSignal | undefined
}

/**
 * Leaves a stored session. Done when the leave was answered, either way, or the server has refused the attach for good. What
 * was not sent stays saved for the next session to show; not after 101, since then it may be another visitor's.
 */
export async function leaveStored(
  { transport, saved, logger }: SessionSetup,
  opener: SessionOpener,
  { stored, signal }: Stored<SavedOpen>,
): Promise<void> {
  if (transport.unsupported?.includes('LeaveSession')) return
  const session = await opener.openStored(stored, signal, false)
  const { sessionId } = stored
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
  if (!isOurs) return saved.forget(sessionId)
  const failed = failedOf(session)
  if (failed.length > 0) await saved.saveOutbox(saved.newOutboxKey(), sessionId, failed)
}

/**
 * Restores a stored session. `wasLeft`: the visitor had asked to leave it, and now it is over. `undefined`: it had ended, and
 * the server no longer keeps it.
 */
export async function restoreStored(
  { saved, logger }: SessionSetup,
  opener: SessionOpener,
  { stored, signal }: Stored<SavedOpen | SavedEnded>,
): Promise<{ readonly session: SessionRuntime; readonly wasLeft: boolean } | undefined> {
  const session = await opener.openStored(stored, signal)
  const leaving = session.outbox.leave
  try {
    await opener.waitFor(session, session.opened, signal)
  } catch (error) {
    if (!isRestorationFailed(error)) throw error
    if (stored.state === 'ended') return undefined
    await saved.forget(stored.sessionId) // The error hands back what was queued.
    throw error
  }
  if (leaving) {
    // The visitor had asked to leave. Should the server refuse that, the session goes on.
    const over = leaving
      .catch((error: unknown) => logger.warn(`the stored session was not left: ${errorName(error)}`))
      .then(() => (session.state.isLive ? undefined : session.over))
    await opener.waitFor(session, over, signal)
  }
  return { session, wasLeft: leaving !== undefined && !session.state.isLive }
}
