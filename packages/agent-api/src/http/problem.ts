import { STATUS_CODES } from 'node:http'
import { ChatError, ErrorCode } from '@chat-transport/core'

/** What is wrong with one part of a request. */
export interface ProblemPart {
  /** Where it is, such as `body.content.text` or `query.after`. */
  readonly at: string
  readonly detail: string
}

/** The body of an answer that refuses (RFC 9457). `code` is one of the SDK's error codes. */
export interface ProblemDetails {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  readonly code: number
  readonly detail: string
  readonly errors?: readonly ProblemPart[]
}

interface ApiProblemOptions {
  readonly status: number
  readonly code: number
  readonly detail: string
  readonly errors?: readonly ProblemPart[]
  readonly headers?: Readonly<Record<string, string>>
}

/** A request that is refused. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly details: ProblemDetails

  constructor({ status, code, detail, errors, headers = {} }: ApiProblemOptions) {
    super(detail)
    this.status = status
    this.headers = headers
    const title = STATUS_CODES[status] ?? 'Error'
    this.details = { type: 'about:blank', title, status, code, detail, ...(errors && { errors }) }
  }
}

const { incorrectParameter, missingParameter, unknownSession, executionFailed } = ErrorCode
const { stoppedByDecorator, serverNotAvailable, loginFailed, unknownCommand } = ErrorCode

/** The status that says the same as a code of the SDK. */
const statuses: Readonly<Record<number, number>> = {
  [unknownCommand]: 400,
  [missingParameter]: 400,
  [incorrectParameter]: 400,
  [unknownSession]: 404,
  [stoppedByDecorator]: 422,
  [executionFailed]: 409,
  [serverNotAvailable]: 503,
  [loginFailed]: 403,
}

export const retryAfter = (ms: number) => ({ 'retry-after': String(Math.max(1, Math.ceil(ms / 1000))) })

/** How a failure is answered; `undefined` for one that is the server's own, whose words are for the log. */
export function problemOf(cause: unknown): ApiProblem | undefined {
  if (cause instanceof ApiProblem) return cause
  if (!(cause instanceof ChatError)) return undefined
  const status = statuses[cause.code] ?? 422
  const headers = status === 503 ? retryAfter(1_000) : {}
  return new ApiProblem({ status, code: cause.code, detail: cause.description, headers })
}

export const serverFailed = () =>
  new ApiProblem({ status: 500, code: executionFailed, detail: 'The server failed on this request. See its log.' })

export const notFound = (detail: string) => new ApiProblem({ status: 404, code: unknownCommand, detail })

export const noSession = () =>
  new ApiProblem({ status: 404, code: unknownSession, detail: 'There is no session with this id.' })

export const sessionIsGone = () =>
  new ApiProblem({ status: 410, code: unknownSession, detail: 'The session is over, and can no longer be read.' })

export const conflict = (detail: string) => new ApiProblem({ status: 409, code: executionFailed, detail })

export const missing = (detail: string) => new ApiProblem({ status: 400, code: missingParameter, detail })

export const incorrect = (detail: string, errors?: readonly ProblemPart[]) =>
  new ApiProblem({ status: 400, code: incorrectParameter, detail, ...(errors && { errors }) })

export const tooMany = (detail: string, waitMs: number) =>
  new ApiProblem({ status: 429, code: serverNotAvailable, detail, headers: retryAfter(waitMs) })

export const closing = () =>
  new ApiProblem({
    status: 503,
    code: serverNotAvailable,
    detail: 'The server is shutting down.',
    headers: { ...retryAfter(1_000), connection: 'close' },
  })

export const forbidden = (detail: string) => new ApiProblem({ status: 403, code: loginFailed, detail })

export const unauthorized = (detail: string) =>
  new ApiProblem({ status: 401, code: loginFailed, detail, headers: { 'www-authenticate': 'Bearer' } })
