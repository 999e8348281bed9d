import * as codes from './error-codes.ts'
import { ChatError } from './errors.ts'

/** Error 152: the server no longer knows the session. */
export function restorationFailed(cause: Error): ChatError {
  return new ChatError(codes.restorationFailed, 'session restoration failed', { cause })
}

export const isRestorationFailed = (error: unknown): error is ChatError =>
  ChatError.is(error) && error.code === codes.restorationFailed
