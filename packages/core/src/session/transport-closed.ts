import type { ChatError } from '../protocol/errors.ts'
import { isRestorationFailed } from '../protocol/restoration-failed.ts'
import { whenReady } from '../storage/awaitable.ts'
import type { SessionEnd } from './end-session.ts'
import { asEvent, withUnsent } from './session-errors.ts'
import type { SessionParts } from './session-parts.ts'

/** The transport has closed, and `cause` says why: ends the session in the way that follows from it. */
export function endAsTransportClosed(parts: SessionParts, end: SessionEnd, cause: Error | undefined): void {
  const { state, identity, outbox, adoption, startAnew } = parts
  if (isRestorationFailed(cause)) {
    if (startAnew && !identity.attached) return beginAnew(parts, startAnew, cause)
    void adoption.moveRest().then(() => state.isLive && endAsExpired(parts, end, cause))
    return
  }
  // A transport gives no cause only for the session's end (T11), whose goodbye could not be read.
  if (!cause && identity.attached) return end.finish({ reason: outbox.leave() ? 'left' : 'unknown' })
  endWithoutSession(parts, end, cause)
}

function endWithoutSession({ state, startAnew }: SessionParts, end: SessionEnd, cause: Error | undefined): void {
  const error = cause ?? new DOMException('unable to open the session: its line was closed', 'InvalidStateError')
  // T11: a lost race. The page that won sends what is queued here.
  if (startAnew && cause?.name === 'InvalidStateError') end.takenOver()
  else if (state.name === 'opening') end.refused(error)
  else void end.detach(error)
}

/** The server no longer knows the session: error 152, with what was not sent. */
function endAsExpired({ state, events, outbox, startAnew }: SessionParts, end: SessionEnd, cause: ChatError): void {
  // A visitor who leaves in this page sees there what was not sent; after a reload only the error can tell.
  if (outbox.leave() && (state.name === 'open' || outbox.commands().length === 0)) {
    outbox.leaveSucceeded()
    return end.finish({ reason: 'left' })
  }
  const error = withUnsent(cause, outbox.unsent())
  if (state.name === 'opening' && !startAnew) return end.refused(error)
  events.emit('error', asEvent(error))
  end.finish({ reason: 'expired', cause: error }, error)
}

/** What was stored has expired: says so, shows as failed what others may have sent, and goes on with another session. */
function beginAnew({ events, adoption, saved, identity }: SessionParts, startAnew: () => void, cause: ChatError): void {
  events.emit('error', asEvent(cause))
  const { sessionId } = identity
  void whenReady(adoption.failTaken(cause), () => {
    identity.onExpired()
    return whenReady(saved.dropSession(sessionId), startAnew)
  })
}
