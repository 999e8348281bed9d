import type { ReadTranscript } from '@chat-transport/core'

/**
 * What is read of the transcript backwards, for any tab or for the leader itself: one after the other, since a line may refuse what is
 * asked before the last answer (P107).
 */
export function createReadingTurns(send: (command: ReadTranscript) => void) {
  let waiting: ReadTranscript[] = []
  let asked: string | undefined

  const next = () => {
    const command = waiting.shift()
    asked = command?.id
    if (command) send(command)
  }
  return {
    add(command: ReadTranscript) {
      waiting.push(command)
      if (asked === undefined) next()
    },
    /** Also what was refused is answered. */
    answered(commandId: string) {
      if (commandId === asked) next()
    },
    /** Each asks anew on the next line. */
    lost() {
      waiting = []
      asked = undefined
    },
  }
}
