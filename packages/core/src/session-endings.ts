import type { Adoption } from './adopted-outboxes.ts'
import type { Clock } from './clock.ts'
import { type Deferred, deferred } from './deferred.ts'
import { ChatError } from './errors.ts'
import type { Outbox } from './outbox.ts'
import type { AttachCommand } from './protocol.ts'
import { whenReady } from './resilient-storage.ts'
import type { Saved } from './saved-session.ts'
import { asEvent, isExpired, sessionEnded, staysQueued, withUnsent } from './session-errors.ts'
import type { SessionEnded, SessionEvents } from './session-events.ts'
import type { CloseReason } from './transport.ts'

/** `opening` until the first `connected`; the other two are final. */
export type SessionPhase = 'opening' | 'open' | 'ended' | 'detached'

export interface EndingsOptions {
  readonly attach: AttachCommand
  readonly saved: Saved
  readonly outbox: Outbox
  readonly adoption: Adoption
  readonly events: SessionEvents
  readonly clock: Clock
  /** Whoever waits for the session to open hears of its end too. */
  readonly opened: Deferred<void>
  sessionId(): string
  phase(): SessionPhase
  /** Stops all that runs; from then on nothing of the transport gets through. Returns what tells the page. */
  stop(final: 'ended' | 'detached', reason: CloseReason, cause?: unknown): () => void
  savePosition(): void | Promise<void>
}

/**
 * The three ways in which a session's life in this page ends: it has `ended`, it was `refused` before it began, or the page
 * `detach`es from it. Each in the same order: first the promises, then the handlers, then the storage.
 */
export function createSessionEndings(options: EndingsOptions) {
  const { attach, saved, outbox, adoption, events, clock, opened, sessionId, phase, stop } = options
  const over = deferred<void>()
  const active = () => phase() === 'opening' || phase() === 'open'

  /** Over for everybody, or, after a take-over, for this page. */
  const ended = (how: SessionEnded, error: unknown) => {
    if (!active()) return
    const tellStatus = stop('ended', how.reason === 'left' ? 'left' : 'detached', how.cause)
    const tell = () => {
      tellStatus()
      events.emit('sessionEnded', how)
    }
    if (how.reason !== 'taken-over') return giveUp(error, tell)
    // Whoever took the session may have seen the end of it meanwhile: then nobody will send what is queued here.
    void whenReady(saved.holds(sessionId()), (held) => (held ? leaveToOthers(tell) : giveUp(error, tell)))
  }

  const giveUp = (error: unknown, tell: () => void) => {
    outbox.failAll(error)
    const clear = async () => {
      await adoptRest()
      outbox.failAll(error)
      tell()
      await saved.forget(sessionId())
    }
    clock.after(0, () => void clear().then(over.resolve).then(opened.resolve))
  }

  const leaveToOthers = (tell: () => void) => {
    outbox.release(staysQueued('another page has taken the session'))
    clock.after(0, () => {
      tell()
      over.resolve()
    })
  }

  /** Before the first `connected`: there never was a session here. */
  const refused = (error: unknown) => {
    stop('detached', 'detached', error)
    outbox.release(error)
    const dropped = ChatError.is(error) && attach.type === 'StartSession' ? saved.dropStart(attach.id) : undefined
    void Promise.resolve(isExpired(error) ? saved.forget(sessionId()) : dropped).then(() => {
      over.resolve()
      opened.reject(error)
    })
  }

  /** Lets go of the line. The session can be restored; what is queued stays saved. */
  const detach = (cause?: unknown): Promise<void> => {
    if (!active()) return over.promise
    const tellStatus = stop('detached', 'detached', cause)
    void outbox.flush()
    outbox.release(staysQueued('this page has let go of the session', cause))
    opened.reject(cause)
    tellStatus()
    void Promise.resolve(options.savePosition()).then(saved.written).then(over.resolve)
    return over.promise
  }

  // ---- which of them it is, when the transport closes ---------------------------------------------------------------

  const closed = (cause: Error | undefined) => {
    if (isExpired(cause)) return void adoptRest().then(() => active() && expired(cause))
    const error = cause ?? sessionEnded('the transport has closed it')
    if (phase() === 'opening') refused(error)
    else void detach(error)
  }

  /** Handed back is also what other pages have queued: with the session, their queues go. */
  const adoptRest = async () => {
    for (const own of await adoption.rest(sessionId())) outbox.adopt(own, true)
  }

  const expired = (cause: ChatError) => {
    // Who leaves in this page sees there what was not sent; who has reloaded since sees it only in the error.
    if (outbox.leave && (phase() === 'open' || outbox.commands.length === 0)) {
      outbox.leaveSucceeded()
      return ended({ reason: 'left' }, sessionEnded('left'))
    }
    const error = withUnsent(cause, outbox.commands)
    if (phase() === 'opening') return refused(error)
    events.emit('error', asEvent(error))
    ended({ reason: 'expired', cause: error }, error)
  }

  return { over: over.promise, ended, refused, detach, closed }
}
