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
  unknownSession: 50,
  /** The chat command was stopped by a decorator. */
  stoppedByDecorator: 51,
  /** An error occurred while the chat command was executed. */
  executionFailed: 52,
  /** Chat Server is not available. */
  serverNotAvailable: 100,
  /** Login to Chat Server failed. */
  loginFailed: 101,
  /** Network connection interrupted. Deprecated: use `onInterrupted` and `onContinued`. */
  connectionInterrupted: 150,
  /** Invalid server response. */
  invalidResponse: 151,
  /** Session restoration failed: it has expired on the server. */
  restorationFailed: 152,
})
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode]

export type ErrorCategory = 'command-syntax' | 'session-runtime' | 'chat-server' | 'transport' | 'widget' | 'unknown'

/** Of 50 codes each, from 0 on. */
const categories: readonly ErrorCategory[] = ['command-syntax', 'session-runtime', 'chat-server', 'transport', 'widget']

/** The range of the error reference that `code` lies in; `'unknown'` for anything outside 1–249. */
export function errorCategory(code: number): ErrorCategory {
  return (code ? categories[Math.floor(code / 50)] : undefined) ?? 'unknown'
}

export interface ChatErrorDetails {
  readonly event?: EventError
  readonly cause?: unknown
  readonly unsent?: readonly TranscriptCommand[]
}

/** What a promise of the SDK rejects with when the chat itself failed. Match on `code`, never on the text. */
export class ChatError extends Error {
  override readonly name = 'ChatError'
  readonly code: number
  readonly description: string
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
