import { createEventDispatch } from './dispatch-events.ts'
import { createSessionEnd } from './end-session.ts'
import { createSessionLine } from './session-line.ts'
import { createSubmit } from './submit-command.ts'
import { endAsTransportClosed } from './transport-closed.ts'
import { createSessionParts, type SessionBeginning, type SessionOpening, type SessionSetup } from './session-parts.ts'

/** One session's life in this page, from the attach to the end. */
export function openSessionRuntime(setup: SessionSetup, beginning: SessionBeginning) {
  const parts = createSessionParts(setup, beginning)
  const { state, identity, outbox, readMarks, nextId } = parts

  const dispatch = createEventDispatch({
    ...parts,
    attached: (event) => line.onAttached(event),
    read: readMarks.onRead,
    settled: outbox.onAccepted,
    acceptedUnread: outbox.acceptedUnread,
    refused: outbox.refused,
    ended: (event, asked) => end.finish({ reason: asked ? 'left' : event.reason, event }),
    // Before the first `connected` it is the transport's refusal that says so, with its cause.
    taken: () => state.name === 'open' && end.takenOver(),
  })
  const line = createSessionLine(parts, {
    onEvent: dispatch,
    onClosed: (cause) => endAsTransportClosed(parts, end, cause),
    onRefused: (error) => end.refused(error),
  })
  const end = createSessionEnd(parts, line)

  const { supports, submit } = createSubmit(parts, line)
  const hasEnded = () => state.name === 'ended'

  return {
    ...parts,
    submit,
    detach: end.detach,
    /** Opens the session on the server, on a line of its own. Again, when what was stored of it has expired. */
    begin({ attach, seen, outboxes }: SessionOpening) {
      if (!state.isLive) return
      parts.logger.info(attach.type === 'StartSession' ? 'start' : `restore: seen up to ${seen}`)
      identity.onOpened(attach, seen)
      parts.events.changed()
      if (attach.type === 'RestoreSession') parts.adoption.adopt(outboxes)
      else void parts.adoption.move(outboxes) // An unanswered start has no other page that sends its queue.
      try {
        line.open(attach)
      } catch (error) {
        end.refused(error)
      }
    },
    /** Ends a session that the visitor leaves before there is one on the server. */
    leaveUnopened() {
      outbox.leaveSucceeded()
      end.finish({ reason: 'left' })
    },
    /** Resolves when the session is over and nothing is left of it; rejects when it is refused, or goes on elsewhere. */
    async leave(): Promise<void> {
      if (hasEnded()) return parts.over.promise
      try {
        await (outbox.leave ?? submit({ type: 'LeaveSession', id: nextId() }))
      } catch (error) {
        // The session may have ended before the leave was answered: the visitor asked for no more.
        if (!hasEnded()) throw error
      }
      return parts.over.promise
    },
    /** A text is what has been typed, and is told only where both sides have asked for it. */
    sendTyping: (typed: boolean | string) =>
      supports('SendTyping') &&
      state.status === 'connected' &&
      line.typingThrottle.typing(
        !!typed,
        typeof typed === 'string' && parts.typingPreview && identity.attached?.typingPreview
          ? typed.slice(0, mostPreviewed)
          : '',
      ),
    markRead: (index: number) => supports('MarkRead') && readMarks.mark(index),
  }
}
/** UTF-16 code units of what is being typed (P58). */
const mostPreviewed = 1000

export type SessionRuntime = ReturnType<typeof openSessionRuntime>
