import type { Awaitable } from '../storage/awaitable.ts'
import { ChatError } from '../protocol/errors.ts'
import { isRestorationFailed } from '../protocol/restoration-failed.ts'
import type { CloseReason } from '../transport/transport.ts'
import { asEvent, isLoginFailed } from './session-errors.ts'
import type { SessionParts } from './session-parts.ts'
import type { FinalState } from './session-state.ts'

/** Stops all that runs; returns what tells the page. */
type Stop = (final: FinalState, reason: CloseReason, cause: unknown) => () => void

/**
 * Refused before the first `connected`: there never was a session here. A page that waits for one gets the rejection; one that
 * has it already is told by its events, and sees as failed what was said.
 */
export function endAsRefused(parts: SessionParts, error: unknown, stop: Stop): void {
  const { startAnew, events, outbox, opened, over } = parts
  const tellStatus = stop(startAnew ? 'ended' : 'detached', 'detached', error)
  if (startAnew) {
    // With 101 the stored session may be another visitor's: what was queued for it is not shown.
    if (isLoginFailed(error)) outbox.failAdopted()
    outbox.failAll(error)
  } else outbox.release(error)
  void Promise.resolve(dropRefused(parts, error)).then(() => {
    over.resolve()
    opened.reject(error)
    if (!startAnew) return
    if (ChatError.is(error)) events.emit('error', asEvent(error))
    tellStatus()
    events.emit('sessionEnded', { reason: 'refused', cause: error })
  })
}

/** What is stored stays, but for a session that has expired and a start that the server has refused. */
function dropRefused({ saved, identity }: SessionParts, error: unknown): Awaitable<void> {
  if (isRestorationFailed(error)) return saved.dropSession(identity.sessionId)
  const { attach } = identity
  return ChatError.is(error) && attach?.type === 'StartSession' ? saved.dropStart(attach.id) : undefined
}
