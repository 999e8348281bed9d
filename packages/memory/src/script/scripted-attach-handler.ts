import type { Attachment, AttachResult, ChatBackend, AttachHandler } from '@chat-transport/backend'
import { eventLoopTurn } from './event-loop-turn.ts'
import type { PlannedErrors } from './planned-errors.ts'

/** The back end's attach handler. It lets planned errors change the attaches and commands that arrive. */
export interface ScriptedAttachHandler extends AttachHandler {
  /** Resolves when every attach that has arrived is answered and its caller knows. */
  settled(): Promise<void>
}

export function scriptedAttachHandler(backend: ChatBackend, errors: PlannedErrors): ScriptedAttachHandler {
  const arrived = new Set<Promise<AttachResult>>()

  return {
    async attach(command, line, context) {
      const answering = backend.attach(errors.prepareAttach(command), line, context)
      arrived.add(answering)
      const result = await answering.finally(() => arrived.delete(answering))
      return result.attachment ? { ...result, attachment: scripted(result.attachment) } : result
    },
    async settled() {
      do {
        await Promise.all(arrived)
        await eventLoopTurn()
      } while (arrived.size > 0)
    },
  }

  function scripted(attachment: Attachment): Attachment {
    return {
      sessionId: attachment.sessionId,
      start: () => attachment.start(),
      confirm: () => attachment.confirm(),
      receive: (command) => attachment.receive(errors.prepareCommand(command)),
      detach: () => attachment.detach(),
    }
  }
}
