import { ChatError, ErrorCode } from '@chat-transport/core'

/** A request of an upload that did not do what it should. */
export class UploadFailure extends Error {
  override readonly name = 'UploadFailure'
  /** The HTTP status; `undefined` when there was no answer, or none of a server for uploads. */
  readonly status: number | undefined
  /** How long the server wants to be left alone. */
  readonly retryAfterMs: number
  /** The error that the server says, in the words of `EventError`. */
  readonly error: { readonly code: number; readonly description: string } | undefined

  constructor(message: string, details: UploadFailureDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined)
    this.status = details.status
    this.retryAfterMs = details.retryAfterMs ?? 0
    this.error = details.error
  }
}

interface UploadFailureDetails {
  readonly status?: number
  readonly retryAfterMs?: number
  readonly error?: UploadFailure['error']
  readonly cause?: unknown
}

/**
 * What is to be done about a failure. `again`: the same later, from the offset that the server has. `anew`: the server has lost
 * the upload, begin another. `token`: ask for a token that is valid. `over`: it would fail each time.
 */
export type Remedy = 'again' | 'anew' | 'token' | 'over'

/** Too early, too many, in use: temporary, as all 5xx are but these two: "not implemented" and "no room". */
const temporary = [408, 409, 423, 425, 429]
const lasting = [501, 507]

/** What `@tus/server` answers a request from which a newer one has taken the upload. Our server names its reason for every other. */
const lockLost = ({ status, error }: UploadFailure) => status === 400 && !error

export function remedyOf(failure: UploadFailure): Remedy {
  const { status } = failure
  if (status === undefined || temporary.includes(status) || lockLost(failure)) return 'again'
  if (status === 401) return 'token'
  if (status === 404 || status === 410) return 'anew'
  return status >= 500 && !lasting.includes(status) ? 'again' : 'over'
}

const codes: Readonly<Record<number, number>> = {
  401: ErrorCode.loginFailed,
  404: ErrorCode.unknownSession,
  410: ErrorCode.unknownSession,
  413: ErrorCode.incorrectParameter,
  415: ErrorCode.incorrectParameter,
}

/** The error for the page: the server's own code and words, where it has said them. */
export function chatErrorOf(failure: UploadFailure): ChatError {
  const { error, message, status = 0 } = failure
  const code = error?.code ?? codes[status] ?? ErrorCode.executionFailed
  return new ChatError(code, `unable to upload the file: ${error?.description ?? message}`, { cause: failure })
}
