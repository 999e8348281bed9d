import type { ChatCommand } from '@chat-transport/core'
import { commandText, parseCommand, readableId, readableType } from './parse-command.ts'
import type { CommandType } from './parse-command.ts'
import { ChatRefusal } from './refusal.ts'

/** A command of a visitor that waits for its turn. It waits as text, because as an object it may take twenty times as much memory. */
export class ReceivedCommand {
  /** For the log. */
  readonly type: CommandType
  /** An invalid command may have one too: its refusal can then be recognized. */
  readonly id: string | undefined
  readonly #content: string | ChatRefusal

  constructor(input: unknown, maxBytes: number) {
    this.type = readableType(input)
    this.id = readableId(input)
    this.#content = textOrRefusal(input, maxBytes)
  }

  /** How many characters wait. */
  get length(): number {
    return typeof this.#content === 'string' ? this.#content.length : 0
  }

  /** Throws a `ChatRefusal` (1, 2 or 3) that says what is wrong with it. */
  parse(): ChatCommand {
    if (this.#content instanceof ChatRefusal) throw this.#content
    return parseCommand(this.#content)
  }
}

function textOrRefusal(input: unknown, maxBytes: number): string | ChatRefusal {
  try {
    return commandText(input, maxBytes)
  } catch (cause) {
    if (cause instanceof ChatRefusal) return cause
    throw cause
  }
}
