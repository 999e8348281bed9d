import type { Attachment, AttachResult, ChatBackend, VisitorEntrance } from '@chat-transport/backend'
import { eventLoopTurn } from './event-loop-turn.ts'
import type { PlannedErrors } from './planned-errors.ts'

/** The back end's entrance, with the script's hand on what comes in. */
export interface ScriptedEntrance extends VisitorEntrance {
  /** Resolves when every attach that has arrived is answered, and whoever waited for it knows. */
  settled(): Promise<void>
}

export function scriptedEntrance(backend: ChatBackend, errors: PlannedErrors): ScriptedEntrance {
  const arrived = new Set<Promise<AttachResult>>()

  return {
    async attach(command, line, context) {
      const answering = backend.attach(errors.befallAttach(command), line, context)
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
      receive: (command) => attachment.receive(errors.befallCommand(command)),
      detach: () => attachment.detach(),
    }
  }
}
