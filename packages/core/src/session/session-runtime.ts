import { createEventDispatch } from './dispatch-events.ts'
import { createSessionEnd } from './end-session.ts'
import { invalidState } from './session-errors.ts'
import { createSessionFiles } from './session-files.ts'
import { createSessionLine } from './session-line.ts'
import { createSubmit } from './submit-command.ts'
import { createLeave } from './leave-session.ts'
import { endAsTransportClosed } from './transport-closed.ts'
import { createSessionParts, type SessionBeginning, type SessionOpening, type SessionSetup } from './session-parts.ts'

/** One session's life in this page, from the attach to the end. */
export function openSessionRuntime(setup: SessionSetup, beginning: SessionBeginning) {
  const parts = createSessionParts(setup, beginning)
  const { state, identity, identification, outbox, readMarks } = parts

  const dispatch = createEventDispatch({
    ...parts,
    attached(event) {
      line.onAttached(event)
      files.onAttached()
    },
    read: readMarks.onRead,
    settled(commandId, entry) {
      outbox.onAccepted(commandId, entry)
      files.arrived(commandId, entry)
      identification.answered(commandId)
    },
    acceptedUnread: outbox.acceptedUnread,
    refused(commandId, error) {
      outbox.refused(commandId, error)
      identification.refused(commandId, error)
      parts.history.refused(commandId, error)
    },
    ended: (event, asked) => end.finish({ reason: asked ? 'left' : event.reason, event }),
    // Before the first `connected` it is the transport's refusal that says so, with its cause.
    taken: () => state.name === 'open' && end.takenOver(),
  })
  const line = createSessionLine(parts, {
    onEvent: dispatch,
    onClosed: (cause) => endAsTransportClosed(parts, end, cause),
    onRefused: (error) => end.refused(error),
    onConnected: () => files.onConnected(),
  })
  const end = createSessionEnd(parts, line)

  const submitting = createSubmit(parts, line)
  const { supports, requireSupported, submit } = submitting
  const files = createSessionFiles(parts, submitting)

  return {
    ...parts,
    submit,
    files,
    detach: end.detach,
    ...createLeave(parts, end, submit),
    /** Opens the session on the server, on a line of its own. Again, when what was stored of it has expired. */
    begin(opening: SessionOpening) {
      const { attach, outboxes, comesBack } = opening
      if (!state.isLive) return
      parts.logger.info(attach.type === 'StartSession' ? 'start' : `restore: seen up to ${opening.seen}`)
      identity.onOpened(opening)
      parts.events.changed()
      if (comesBack) void parts.opened.promise.then(files.resume, () => undefined)
      if (attach.type === 'RestoreSession') parts.adoption.adopt(outboxes)
      else void parts.adoption.move(outboxes) // An unanswered start has no other page that sends its queue.
      try {
        line.open(attach)
      } catch (error) {
        end.refused(error)
      }
    },
    identify(): Promise<void> {
      requireSupported('Identify')
      if (!parts.credentials) throw invalidState('identify the visitor', 'the chat was given no `credentials`')
      if (!state.isLive) throw invalidState('identify the visitor', `the session is ${state.status}`)
      return identification.identify()
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
export type SessionRuntime = ReturnType<typeof openSessionRuntime>

/** UTF-16 code units of what is being typed (P58). */
const mostPreviewed = 1000
