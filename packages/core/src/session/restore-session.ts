import { abortable } from '../platform/deferred.ts'
import { errorName } from '../platform/error-name.ts'
import { isRestorationFailed } from '../protocol/restoration-failed.ts'
import type { HeldSession } from '../storage/stored.ts'
import { handBackLeftOver, nothingStored, showsFailed } from './left-over.ts'
import type { Last } from './openings.ts'
import type { SessionOpener } from './session-opener.ts'
import type { SessionSetup } from './session-parts.ts'
import type { SessionRuntime } from './session-runtime.ts'

interface Restoring extends Last {
  readonly signal: AbortSignal
}

/** Comes back to the stored session; `null` when there is none that the page should show. */
export async function restoreStored(
  setup: SessionSetup,
  opener: SessionOpener,
  { signal, last }: Restoring,
): Promise<SessionRuntime | null> {
  const { saved } = setup
  const stored = await abortable(saved.load(), signal)
  if (stored?.state === 'starting') return null // Its start takes along what was said for it.
  if (!stored) return nothingStored(saved, signal)
  const session = await opener.openStored(stored, signal, { last })
  const leaving = session.outbox.leave()
  if (!(await attached(setup, opener, { session, stored, signal }))) return nothingStored(saved, signal)
  if (leaving) await untilLeft(setup, opener, { session, leaving, signal })
  const handedBack = handBackLeftOver(session, saved)
  if (!leaving || session.state.isLive) return session
  // The visitor had left: nothing to show, unless something was not sent.
  await handedBack
  return showsFailed(session) ? session : null
}

interface Attaching {
  readonly session: SessionRuntime
  readonly stored: HeldSession
  readonly signal: AbortSignal
}

/** Waits for the session to open. False: it had ended, and the server no longer keeps it. */
async function attached({ saved }: SessionSetup, opener: SessionOpener, { session, stored, signal }: Attaching) {
  try {
    await opener.waitFor(session, session.opened.promise, signal)
    return true
  } catch (error) {
    if (!isRestorationFailed(error)) throw error
    if (stored.state === 'ended') return false
    await saved.forget(stored.sessionId) // The error hands back what was queued.
    throw error
  }
}

interface Leaving {
  readonly session: SessionRuntime
  readonly leaving: Promise<unknown>
  readonly signal: AbortSignal
}

/** The visitor had asked to leave. Should the server refuse that, the session goes on. */
async function untilLeft({ logger }: SessionSetup, opener: SessionOpener, { session, leaving, signal }: Leaving) {
  const over = leaving
    .catch((error: unknown) => logger.warn(`the stored session was not left: ${errorName(error)}`))
    .then(() => (session.state.isLive ? undefined : session.over.promise))
  await opener.waitFor(session, over, signal)
}
