import { ErrorCode, isInconclusive } from '@chat-transport/core'
import type { EventError } from '@chat-transport/core'
import { jsonCopy } from '../json/json-copy.ts'

/**
 * Thrown by a decorator, a hook or a store to refuse a command: the visitor receives an `EventError` with this code and
 * description. A refusal promises that the command had no effect.
 */
export class ChatRefusal extends Error {
  override readonly name = 'ChatRefusal'
  readonly code: number
  readonly description: string
  /** More fields for the `EventError`, JSON values, for pages that know them. */
  readonly extra: Readonly<Record<string, unknown>>

  constructor(code: number, description: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(`${description} (${code})`)
    this.code = code
    this.description = description
    this.extra = jsonCopy('ChatRefusal extra', extra)
  }

  /** The event for the visitor. `commandId` names the refused command, if it had a readable id. */
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

/** Whether a failure with this cause may have taken effect all the same. Only a refusal with a conclusive code says no. */
export const mayHaveHappened = (cause: unknown) => !(cause instanceof ChatRefusal) || isInconclusive(cause.code)

export const incorrectParameter = (why: string) =>
  new ChatRefusal(ErrorCode.incorrectParameter, `the value of a chat command parameter is incorrect: ${why}`)

export const unknownSession = (how = '') =>
  new ChatRefusal(ErrorCode.unknownSession, `the chat session ID is unknown ${how}`.trimEnd())

export const loginFailed = (why?: string) =>
  new ChatRefusal(ErrorCode.loginFailed, `login to Chat Server failed${why === undefined ? '' : `: ${why}`}`)

/** Also an attach that names no user is that of another. */
export const isOfAnotherUser = () => loginFailed('the chat session belongs to another user')

export const executionFailed = (why: string) =>
  new ChatRefusal(ErrorCode.executionFailed, `an error occurred while the chat command was executed: ${why}`)

export const serverNotAvailable = (why: string) =>
  new ChatRefusal(ErrorCode.serverNotAvailable, `Chat Server is not available: ${why}`)

/**
 * Thrown by a store that has no room for another session, and has kept nothing of it: sessions that may give way do so, and it is
 * asked again. Any other failure costs no session. The page is told error 100.
 */
export class StoreFull extends ChatRefusal {
  constructor(why = 'it has no memory for another chat session') {
    super(ErrorCode.serverNotAvailable, `Chat Server is not available: ${why}`)
  }
}
