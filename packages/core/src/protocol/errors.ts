import * as codes from './error-codes.ts'
import type { EventError, TranscriptCommand } from './protocol.ts'

/** Every code of the error reference. Servers may send others; `errorCategory` places those too. */
export const ErrorCode = Object.freeze({
  /** Unknown chat command. */
  unknownCommand: 1,
  /** One or more mandatory parameters of a chat command are missing. */
  missingParameter: 2,
  /** The value of a chat command parameter is incorrect. */
  incorrectParameter: 3,
  /** The chat session ID is unknown. */
  unknownSession: codes.unknownSession,
  /** The chat command was stopped by a decorator. */
  stoppedByDecorator: codes.stoppedByDecorator,
  /** An error occurred while the chat command was executed. */
  executionFailed: codes.executionFailed,
  /** Chat Server is not available. */
  serverNotAvailable: codes.serverNotAvailable,
  /** Login to Chat Server failed. */
  loginFailed: codes.loginFailed,
  /** Network connection interrupted. Deprecated: use `onInterrupted` and `onContinued`. */
  connectionInterrupted: codes.connectionInterrupted,
  /** Invalid server response. */
  invalidResponse: codes.invalidResponse,
  /** Session restoration failed: it has expired on the server. */
  restorationFailed: codes.restorationFailed,
})
/** One of the codes of the error reference. */
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode]

/** Who raises an error, by the range of its code: see `errorCategory`. */
export type ErrorCategory = 'command-syntax' | 'session-runtime' | 'chat-server' | 'transport' | 'widget' | 'unknown'

/** Of 50 codes each, from 0 on. */
const categories: readonly ErrorCategory[] = ['command-syntax', 'session-runtime', 'chat-server', 'transport', 'widget']

/** The range of the error reference that `code` lies in; `'unknown'` for anything outside 1–249. */
export function errorCategory(code: number): ErrorCategory {
  return (code ? categories[Math.floor(code / 50)] : undefined) ?? 'unknown'
}

/** What a `ChatError` may have besides its code and description. */
export interface ChatErrorDetails {
  readonly event?: EventError
  readonly cause?: unknown
  readonly unsent?: readonly TranscriptCommand[]
}

/** What a promise of the SDK rejects with when the chat itself failed. Match on `code`, never on the text. */
export class ChatError extends Error {
  override readonly name = 'ChatError'
  declare readonly code: number
  declare readonly description: string
  /** The server's `EventError`, exactly as it came, when the server raised the error. */
  declare readonly event?: EventError
  /** With 152: the commands that were queued and never reached the server, oldest first. */
  declare readonly unsent?: readonly TranscriptCommand[]

  constructor(code: number, description: string, details: ChatErrorDetails = {}) {
    super(`${description} (${code})`, 'cause' in details ? { cause: details.cause } : undefined)
    this.code = code
    this.description = description
    if (details.event) this.event = details.event
    if (details.unsent) this.unsent = details.unsent
  }

  /** Also true for one made by another copy of this package, which a page may well have. */
  static is(error: unknown): error is ChatError {
    return error instanceof Error && error.name === 'ChatError'
  }

  /** The error an `EventError` of the server stands for, with the event unchanged. */
  static fromEvent(event: EventError): ChatError {
    return new ChatError(event.error.code, event.error.description, { event })
  }
}
