import { ErrorCode } from '@chat-transport/core'

/**
 * A refused request for a file, for the page: an HTTP status for tus, and in the body an error as in an `EventError`. Its fields
 * `status_code` and `body` are what `@tus/server` answers with when it is thrown.
 */
export class FileRefusal extends Error {
  override readonly name = 'FileRefusal'
  readonly status_code: number
  readonly code: number
  readonly description: string
  readonly body: string
  /** For how long the page is to leave the server alone, in seconds: it may ask again. */
  readonly retryAfter: string | undefined

  constructor(status: number, code: number, description: string) {
    super(description)
    this.status_code = status
    this.code = code
    this.description = description
    this.retryAfter = status === 503 ? '5' : undefined
    this.body = JSON.stringify({ error: { code, description } })
  }
}

const { incorrectParameter, missingParameter, unknownSession, stoppedByDecorator, executionFailed } = ErrorCode

export const fileRefusals = {
  noToken: () =>
    new FileRefusal(401, ErrorCode.loginFailed, 'the upload token is missing, or its chat session is over'),
  unknown: () => new FileRefusal(404, unknownSession, 'there is no such file'),
  wrongRequest: (why: string) => new FileRefusal(400, missingParameter, `the upload request is incorrect: ${why}`),
  tooLarge: (maxBytes: number) =>
    new FileRefusal(413, incorrectParameter, `the file is too large: at most ${maxBytes} bytes are taken`),
  wrongType: (type: string) => new FileRefusal(415, incorrectParameter, `files of type ${shown(type)} are not taken`),
  otherType: (declared: string, found: string) =>
    new FileRefusal(415, incorrectParameter, `the file says it is ${shown(declared)}, but its bytes are ${found}`),
  tooMany: (maxFiles: number) =>
    new FileRefusal(403, stoppedByDecorator, `the chat session has had ${maxFiles} files, and may have no more`),
  noRoomForSession: (bytes: number) =>
    new FileRefusal(403, stoppedByDecorator, `the files of one chat session may have ${bytes} bytes together`),
  noRoom: () => new FileRefusal(507, executionFailed, 'the server has no room for this file'),
  inUse: () => new FileRefusal(403, stoppedByDecorator, 'the file has been sent, and cannot be taken back'),
  stopped: (code: number, description: string) => new FileRefusal(422, code, description),
  notChecked: () => new FileRefusal(503, ErrorCode.serverNotAvailable, 'the file could not be checked, try again'),
  /** The page begins anew, at a server that is there. */
  serverGone: () =>
    new FileRefusal(404, unknownSession, 'the server that was taking this file is gone: upload it again'),
  notAvailable: () => new FileRefusal(503, ErrorCode.serverNotAvailable, 'Chat Server is not available, try again'),
}

const shown = (type: string) => (type === '' ? 'no known type' : type.slice(0, 100))
