import { errorName } from '../platform/error-name.ts'
import { whenReady } from '../storage/awaitable.ts'
import type { CloseReason } from '../transport/transport.ts'
import { endAsRefused } from './refused-session.ts'
import { invalidState, sessionEnded, staysQueued } from './session-errors.ts'
import type { SessionEnded } from './session-events.ts'
import type { SessionLine } from './session-line.ts'
import type { SessionParts } from './session-parts.ts'
import type { FinalState } from './session-state.ts'
import { watchSignOut } from './watch-sign-out.ts'

/** Every way a session ends in this page. Each stops all that runs first, so that it ends once. */
export function createSessionEnd(parts: SessionParts, line: SessionLine) {
  const { saved, clock, logger, state, identity, events, outbox, opened, over, signedOut } = parts

  /** Stops all that runs; from here on nothing of the transport gets through. Returns what tells the page. */
  const stop = (final: FinalState, reason: CloseReason, cause?: unknown) => {
    const previous = state.status
    const change = { since: clock.now(), ...(cause instanceof Error && { cause }) }
    events.changed()
    state.send({ type: 'over', final }) // First: what is told from here on may make the page call detach().
    parts.typing.lapseAll()
    line.typingThrottle.forget()
    parts.transcript.drafts.stop()
    line.stop(reason)
    // A page that still shows a session which is over has to hear of a sign-out.
    if (!signedOut.size) unwatch()
    parts.scope.abort(invalidState('go on', 'the session is over in this page'))
    // By name: its text may be the server's or the page's, and what it carries may be messages.
    logger.info(`session ${final}${cause === undefined ? '' : ` ${errorName(cause)}`}`)
    parts.onConnectivity({ ...change, current: 'closed', previous: previous === 'ended' ? 'closed' : previous })
    return () => events.emit('statusChanged', { ...change, current: state.status, previous })
  }

  /** The session is over for everybody. */
  const finish = (ended: SessionEnded, error: unknown = sessionEnded(ended.reason)) => {
    if (!state.isLive) return
    const tellStatus = stop('ended', ended.reason === 'left' ? 'left' : 'detached', ended.cause)
    clear(whatStays(ended), error, () => {
      tellStatus()
      events.emit('sessionEnded', ended)
    })
  }
  const whatStays = ({ reason, cause }: SessionEnded): Ending['stays'] => {
    const isLeft = reason === 'left' || outbox.leave() !== undefined
    if (isLeft && !parts.onlyToLeave) return 'nothing'
    return isLeft || cause ? 'unsent' : 'transcript'
  }
  const clear = (stays: Ending['stays'], error: unknown, tell: () => void) =>
    void clearUp(parts, { stays, error, tell }).then(over.resolve).then(opened.resolve)

  /** Another page has taken the session, and sends what is queued here. */
  const takenOver = () => {
    if (!state.isLive) return
    const tellStatus = stop('taken-over', 'detached')
    const tell = () => {
      tellStatus()
      events.emit('sessionEnded', { reason: 'taken-over' })
    }
    const leaveToOthers = () => {
      outbox.release(staysQueued('another page has taken the session'))
      clock.after(0, () => {
        tell()
        over.resolve()
      })
    }
    // That page may have seen the end of the session meanwhile: then nobody sends it.
    const held = whenReady(saved.written(), () => saved.holds(identity.sessionId))
    void whenReady(held, (isHeld) => (isHeld ? leaveToOthers() : clear('as stored', sessionEnded('taken-over'), tell)))
  }

  /** Refused before the first `connected`: there never was a session here. */
  const refused = (error: unknown) => {
    if (state.isLive) endAsRefused(parts, error, stop)
  }

  /** Lets go of the line. The session can be restored; what is queued stays saved. One that is over is no longer shown. */
  const detach = (cause?: unknown): Promise<void> => {
    unwatch()
    if (!state.isLive) return over.promise
    const tellStatus = stop('detached', 'detached', cause)
    outbox.release(staysQueued('this page has let go of the session', cause))
    opened.reject(cause)
    tellStatus()
    void Promise.resolve(line.renew()).then(saved.written).then(over.resolve)
    return over.promise
  }

  const unwatch = watchSignOut(parts, detach)

  return { finish, takenOver, refused, detach }
}
export type SessionEnd = ReturnType<typeof createSessionEnd>

interface Ending {
  /** What stays stored: the way to the transcript and what was not sent, that alone, nothing, or what other pages have stored. */
  readonly stays: 'transcript' | 'unsent' | 'nothing' | 'as stored'
  readonly error: unknown
  tell(): void
}

/**
 * After the end for everybody: first the promises reject, then the handlers are called (one task later), then the storage is
 * cleared. Of a session that the visitor has left nothing stays; another can be read after a reload, with what was not sent.
 * What other pages have queued is handed back too: they rely on this one.
 */
async function clearUp(parts: SessionParts, { stays, error, tell }: Ending): Promise<void> {
  const { clock, saved, outbox, adoption, identity, progress } = parts
  const { queueId, sessionId } = identity
  const handBackRest = async () => {
    await adoption.moveRest()
    outbox.failAll(error)
  }
  outbox.failAll(error)
  await new Promise<void>((resolve) => clock.after(0, resolve))
  await handBackRest()
  tell()
  const held = identity.held(progress.position)
  if (stays === 'transcript' && held && held.state !== 'starting') await saved.hold({ ...held, state: 'ended' }, true)
  else if (stays !== 'as stored') await saved.dropSession(sessionId)
  await handBackRest() // What a page has saved meanwhile that relies on this one.
  if (stays === 'nothing') await saved.forget(queueId)
}
