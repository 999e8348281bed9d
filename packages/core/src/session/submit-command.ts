import { checkSize } from '../outbox/command-size.ts'
import type { ChatCommand, TranscriptCommand } from '../protocol/protocol.ts'
import type { TranscriptEntry } from '../transcript/transcript.ts'
import { invalidState } from './session-errors.ts'
import type { SessionLine } from './session-line.ts'
import type { SessionParts } from './session-parts.ts'

export type Submit = (command: TranscriptCommand) => Promise<TranscriptEntry>

/** What the page may send, and the way into the outbox. */
export function createSubmit(parts: SessionParts, line: SessionLine) {
  const { transport, logger, state, progress, identity, outbox, submitted } = parts
  const supports = (type: ChatCommand['type']) => !transport.unsupported?.includes(type)
  const requireSupported = (type: ChatCommand['type']) => {
    if (supports(type)) return
    throw new DOMException(`unable to send: ${transport.name} does not support ${type}`, 'NotSupportedError')
  }

  const requireOpen = () => {
    const problem = outbox.leave() ? 'the visitor is leaving' : !state.isLive && `the session is ${state.status}`
    if (!problem) return
    const error = invalidState('send', problem)
    logger.warn(error.message) // The promise may be ignored, and no entry tells it.
    throw error
  }

  return {
    supports,
    requireSupported,
    requireOpen,
    /** Queues a command, checked first. Resolves with its transcript entry when the server has it. */
    submit(command: TranscriptCommand): Promise<TranscriptEntry> {
      requireOpen()
      requireSupported(command.type)
      checkSize(command, identity.attached?.limits.maxMessageBytes ?? Infinity)
      if (command.type === 'SendMessage') line.typingThrottle.forget()
      submitted.resolve()
      return outbox.add(command, progress.position)
    },
  }
}
export type Submitting = ReturnType<typeof createSubmit>
