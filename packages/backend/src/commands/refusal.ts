import { ErrorCode } from '@chat-transport/core'
import type { EventError } from '@chat-transport/core'
import { jsonCopy } from '../json/json-copy.ts'

/**
 * Thrown by a decorator, a hook or a store to refuse a command: the visitor receives it as an `EventError` with this code and
 * description. Refusing promises that the command had no effect.
 */
export class ChatRefusal extends Error {
  override readonly name = 'ChatRefusal'
  readonly code: number
  readonly description: string
  /** Further fields of the `EventError`, JSON values, for pages that know them. */
  readonly extra: Readonly<Record<string, unknown>>

  constructor(code: number, description: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(`${description} (${code})`)
    this.code = code
    this.description = description
    this.extra = jsonCopy('extra', extra)
  }

  /** What the visitor receives: `commandId` names the refused command, where it has a readable one. */
  toEvent(commandId?: string): EventError {
    const extra = Object.entries(this.extra).filter(([field]) => field !== 'commandId')
    return {
      ...Object.fromEntries(extra),
      type: 'EventError',
      error: { code: this.code, description: this.description },
      ...(commandId !== undefined && { commandId }),
    }
  }
}

const undecided: readonly number[] = [ErrorCode.unknownSession, ErrorCode.serverNotAvailable, ErrorCode.loginFailed]

/** Whether an answer to a command refuses nothing: the page attaches again, and sends the command again. */
export const leavesOpen = ({ error }: EventError) => undecided.includes(error.code)

/** Whether what failed for this cause may have happened all the same. */
export const isUndecided = (cause: unknown) => !(cause instanceof ChatRefusal) || undecided.includes(cause.code)

export const incorrectParameter = (why: string) =>
  new ChatRefusal(ErrorCode.incorrectParameter, `the value of a chat command parameter is incorrect: ${why}`)

export const unknownSession = (how = '') =>
  new ChatRefusal(ErrorCode.unknownSession, `the chat session ID is unknown ${how}`.trimEnd())

export const executionFailed = (why: string) =>
  new ChatRefusal(ErrorCode.executionFailed, `an error occurred while the chat command was executed: ${why}`)

export const serverNotAvailable = (why: string) =>
  new ChatRefusal(ErrorCode.serverNotAvailable, `Chat Server is not available: ${why}`)
