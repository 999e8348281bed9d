import { ErrorCode, isInconclusive } from '@chat-transport/core'
import type { EventError } from '@chat-transport/core'
import { ReceivedCommand } from '../commands/received-command.ts'
import { CommittedEvent } from '../store/committed-event.ts'
import type { SessionAttachment } from '../visitor/attachment.ts'
import { CommandQueue } from './command-queue.ts'
import type { RunCommand } from './run-command.ts'

export interface VisitorCommandsOptions {
  readonly maxBytes: number
  readonly isGone: () => boolean
  readonly run: RunCommand
  /** It is unknown whether a command was carried out. */
  readonly inDoubt: (answer: EventError) => void
}

/** The commands of a session's pages, carried out one after another. Each is answered on the line on which it came. */
export class VisitorCommands {
  readonly #options: VisitorCommandsOptions
  readonly #queue = new CommandQueue()

  constructor(options: VisitorCommandsOptions) {
    this.#options = options
  }

  /** Resolves when the next command may come. */
  add(input: unknown, from: SessionAttachment): Promise<void> {
    const { inDoubt, isGone, maxBytes, run } = this.#options
    const command = new ReceivedCommand(input, maxBytes)
    return this.#queue.add(command, async () => {
      if (isGone() || from.broken) return
      const answer = await run(command, from)
      if (!answer) return
      if (answer instanceof CommittedEvent) from.repeat(answer)
      else if (!endsLine(answer, command)) from.pass(answer)
      else {
        from.breakOff(answer)
        inDoubt(answer)
      }
    })
  }

  /** Resolves when all commands given so far are done. */
  idle(): Promise<void> {
    return this.#queue.idle()
  }
}

/** A log-in that is refused on an open line refuses the `Identify` alone: the line stays as it was (P81). */
const endsLine = ({ error: { code } }: EventError, { type }: ReceivedCommand) =>
  isInconclusive(code) && !(type === 'Identify' && code === ErrorCode.loginFailed)
