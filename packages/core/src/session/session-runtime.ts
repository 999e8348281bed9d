import type { OwnCommand } from '../transcript/transcript.ts'
import { createEventDispatch } from './dispatch-events.ts'
import { createSessionEnd } from './end-session.ts'
import { sessionEnded } from './session-errors.ts'
import { createSessionLine } from './session-line.ts'
import { createSubmit } from './submit-command.ts'
import { endAsTransportClosed } from './transport-closed.ts'
import { createSessionParts, type SessionBeginning, type SessionSetup } from './session-parts.ts'

/** One session's life in this page, from the attach to the end. */
export function openSessionRuntime(setup: SessionSetup, beginning: SessionBeginning) {
  const parts = createSessionParts(setup, beginning)
  const { state, identity, events, transcript, outbox, readMarks, nextId } = parts

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

  const { attach, seen } = beginning
  parts.logger.info(attach.type === 'StartSession' ? 'start' : `restore: seen up to ${seen}`)
  parts.adoption.adopt(beginning.outboxes)
  try {
    line.open()
  } catch (error) {
    end.refused(error)
  }

  return {
    state,
    identity,
    events,
    transcript,
    outbox,
    nextId,
    submit,
    opened: parts.opened.promise,
    over: parts.over.promise,
    detach: end.detach,
    /** Shows what nobody can send any more, as failed, before everything else. */
    handBack(commands: readonly OwnCommand[]) {
      for (const own of commands) {
        transcript.add({ ...own, after: 0 })
        transcript.mark(own.command.id, 'failed', sessionEnded('before this was sent'))
      }
    },
    /** Resolves when the session is over and nothing is left of it; rejects when it is refused, or goes on elsewhere. */
    async leave(): Promise<void> {
      if (state.name === 'ended') return parts.over.promise
      try {
        await (outbox.leave ?? submit({ type: 'LeaveSession', id: nextId() }))
      } catch (error) {
        // The session may have ended before the leave was answered: the visitor asked for no more.
        if ((state.name as string) !== 'ended') throw error
      }
      return parts.over.promise
    },
    typing: (isTyping: boolean) =>
      supports('SendTyping') && state.status === 'connected' && line.typingThrottle.typing(isTyping),
    markRead: (index: number) => supports('MarkRead') && readMarks.mark(index),
    progress: parts.progress,
  }
}
export type SessionRuntime = ReturnType<typeof openSessionRuntime>
