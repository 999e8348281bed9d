import { ErrorCode } from './errors.ts'

/**
 * Whether an answer with this code to a *command* leaves open what became of the command: 50, 100 and 101 are about the session
 * or the server. The page attaches again, and the answer to that decides.
 */
export function isInconclusive(code: number): boolean {
  return code === ErrorCode.unknownSession || code === ErrorCode.serverNotAvailable || code === ErrorCode.loginFailed
}

/** The same question, by its older name. */
export const isUndecided = isInconclusive
