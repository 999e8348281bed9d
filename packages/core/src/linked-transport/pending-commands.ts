import { deferred } from '../platform/deferred.ts'
import { isErrorEvent } from '../protocol/error-event.ts'
import { ChatError } from '../protocol/errors.ts'
import { placeOf } from '../protocol/raw-event.ts'
import { isTranscriptCommand, type ChatCommand } from '../protocol/protocol.ts'
import { isInconclusive } from '../protocol/inconclusive-answers.ts'

/** Promises of the commands under way on one line, by command id (T8). */
export interface PendingCommands {
  /** The promise of a command; the same one when it is under way already. */
  add(command: ChatCommand): Promise<void>
  /** An event has been handed on: it accepts or refuses the command it names. */
  settle(event: unknown): void
  /** A command has been written: one that no event answers is done with that. */
  written(command: ChatCommand): void
  /** The line is gone: the outcome of all of them is unknown. */
  rejectAll(cause: Error): void
}

export function createPendingCommands(): PendingCommands {
  const pending = new Map<string, ReturnType<typeof deferred<void>>>()
  const take = (id: string) => {
    const found = pending.get(id)
    pending.delete(id)
    return found
  }
  return {
    add({ id }) {
      const underWay = pending.get(id)
      if (underWay) return underWay.promise
      const created = deferred<void>()
      pending.set(id, created)
      return created.promise
    },
    settle(event) {
      const { commandId } = (event ?? {}) as { commandId?: unknown }
      if (typeof commandId !== 'string') return
      if (isErrorEvent(event)) {
        if (!isInconclusive(event.error.code)) take(commandId)?.reject(ChatError.fromEvent(event))
      } else if (placeOf(event) !== undefined) take(commandId)?.resolve()
    },
    written(command) {
      if (!isTranscriptCommand(command)) take(command.id)?.resolve()
    },
    rejectAll(cause) {
      for (const { reject } of pending.values()) reject(cause)
      pending.clear()
    },
  }
}
