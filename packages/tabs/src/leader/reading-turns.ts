import type { ReadTranscript } from '@chat-transport/core'

interface Reading {
  readonly command: ReadTranscript
  readonly by: unknown
}

/**
 * What is read of the transcript backwards, for any tab or for the leader itself: one after the other, since a line may refuse what is
 * asked before the last answer (P107).
 */
export function createReadingTurns(send: (command: ReadTranscript) => void) {
  let waiting: Reading[] = []
  let asked: { readonly id: string; readonly by: unknown } | undefined

  const next = () => {
    const reading = waiting.shift()
    asked = reading && { id: reading.command.id, by: reading.by }
    if (reading) send(reading.command)
  }
  return {
    /** One tab keeps to its turns by itself. `by`: none is the leader. */
    add(command: ReadTranscript, by?: unknown) {
      waiting.push({ command, by })
      if (!asked || (waiting.length === 1 && asked.by === by)) next()
    },
    /** Also what was refused is answered. */
    answered(commandId: string) {
      if (commandId === asked?.id) next()
    },
    /** Each asks anew on the next line. */
    lost() {
      waiting = []
      asked = undefined
    },
  }
}
