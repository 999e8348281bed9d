import { isInconclusive } from '@chat-transport/core'
import type { SessionStatus } from '../application/session-core.ts'
import { ReceivedCommand } from '../commands/received-command.ts'
import { CommittedEvent } from '../store/committed-event.ts'
import type { SessionAttachment } from '../visitor/attachment.ts'
import { CommandQueue } from './command-queue.ts'
import type { RunCommand } from './run-command.ts'

/** The session, as its commands see it. */
export interface CommandsHost {
  readonly status: SessionStatus
  /** It is unknown whether a command was carried out. */
  attachAnew(cause: unknown): void
}

/** The commands of a session's pages, carried out one after another. Each is answered on the line on which it came. */
export class VisitorCommands {
  readonly #host: CommandsHost
  readonly #run: RunCommand
  readonly #maxBytes: number
  readonly #queue = new CommandQueue()

  constructor(host: CommandsHost, run: RunCommand, maxBytes: number) {
    this.#host = host
    this.#run = run
    this.#maxBytes = maxBytes
  }

  /** Returns a promise when the next command has to wait until it resolves. */
  add(input: unknown, from: SessionAttachment): Promise<void> | undefined {
    const command = new ReceivedCommand(input, this.#maxBytes)
    return this.#queue.add(command, () => this.#carryOut(command, from))
  }

  async #carryOut(command: ReceivedCommand, from: SessionAttachment): Promise<void> {
    if (this.#host.status === 'gone' || from.broken) return
    const answer = await this.#run(command, from)
    if (!answer) return
    if (answer instanceof CommittedEvent) from.repeat(answer)
    else if (!isInconclusive(answer.error.code)) from.pass(answer)
    else {
      from.breakOff(answer)
      this.#host.attachAnew(answer)
    }
  }

  /** Resolves when all commands given so far are done. */
  idle(): Promise<void> {
    return this.#queue.idle()
  }
}
