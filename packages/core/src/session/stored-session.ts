import { errorName } from '../platform/error-name.ts'
import type { Logger } from '../platform/logger.ts'
import { isRestorationFailed } from '../protocol/restoration-failed.ts'
import type { SavedOpen } from '../storage/saved-session.ts'
import { keepFailed } from './left-over.ts'
import type { SessionOpener } from './open-session.ts'
import type { SessionSetup } from './session-parts.ts'
import type { SessionRuntime } from './session-runtime.ts'

/** Settles when `leaving` does, either way. Logs the error by name: its text may be the server's, and what it carries may be messages. */
const settled = (leaving: Promise<unknown>, logger: Logger) =>
  leaving.catch((error: unknown) => logger.warn(`the stored session was not left: ${errorName(error)}`))

/** Leaves a stored session. Done when the leave was answered, either way, or the server has refused the attach for good. */
export async function leaveStored(
  { transport, saved, logger }: SessionSetup,
  opener: SessionOpener,
  { stored, signal }: { readonly stored: SavedOpen; readonly signal: AbortSignal | undefined },
): Promise<void> {
  if (transport.unsupported?.includes('LeaveSession')) return
  const session = await opener.openStored(stored, signal, false)
  const left = settled(session.leave(), logger).then(() => session.detach())
  await opener.waitFor(session, left, signal)
  await keepFailed(session, saved)
}

/** Restores a stored session. `wasLeft`: the visitor had asked to leave it, and now it is over. */
export async function restoreStored(
  { saved, logger }: SessionSetup,
  opener: SessionOpener,
  { stored, signal }: { readonly stored: SavedOpen; readonly signal: AbortSignal | undefined },
): Promise<{ readonly session: SessionRuntime; readonly wasLeft: boolean }> {
  const session = await opener.openStored(stored, signal)
  const leaving = session.outbox.leave
  await opener.waitFor(session, session.opened, signal).catch(async (error: unknown) => {
    // The error hands back what was queued.
    if (isRestorationFailed(error)) await saved.forget(stored.sessionId)
    throw error
  })
  if (leaving) {
    // The visitor had asked to leave. Should the server refuse that, the session goes on.
    const over = settled(leaving, logger).then(() => (session.state.isLive ? undefined : session.over))
    await opener.waitFor(session, over, signal)
  }
  return { session, wasLeft: leaving !== undefined && !session.state.isLive }
}
