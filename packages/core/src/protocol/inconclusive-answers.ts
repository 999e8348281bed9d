import { ErrorCode } from './errors.ts'

/** Whether a code that answers a *command* speaks of the session or the server: attach again and let that answer decide. */
export function isUndecided(code: number): boolean {
  return code === ErrorCode.unknownSession || code === ErrorCode.serverNotAvailable || code === ErrorCode.loginFailed
}
