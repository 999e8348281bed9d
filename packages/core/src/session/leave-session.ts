import { randomId } from '../platform/random-token.ts'
import type { SessionEnd } from './end-session.ts'
import type { SessionParts } from './session-parts.ts'
import type { Submit } from './submit-command.ts'

/** The ways in which the visitor ends the session. */
export function createLeave({ state, outbox, over }: SessionParts, end: SessionEnd, submit: Submit) {
  const hasEnded = () => state.name === 'ended'
  return {
    /** Ends a session that the visitor leaves before there is one on the server. */
    leaveUnopened() {
      outbox.leaveSucceeded()
      end.finish({ reason: 'left' })
    },
    /** Resolves when the session is over and nothing is left of it; rejects when it is refused, or goes on elsewhere. */
    async leave(): Promise<void> {
      if (hasEnded()) return over.promise
      try {
        await (outbox.leave() ?? submit({ type: 'LeaveSession', id: randomId() }))
      } catch (error) {
        // The session may have ended before the leave was answered: the visitor asked for no more.
        if (!hasEnded()) throw error
      }
      return over.promise
    },
  }
}
