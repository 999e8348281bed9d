import * as codes from './error-codes.ts'

const inconclusive: readonly number[] = [codes.unknownSession, codes.serverNotAvailable, codes.loginFailed]

/**
 * Whether an error with this code leaves a command undecided: 50, 100 and 101 speak of the session or the server, so they
 * refuse no command. Attach again, and let that answer decide.
 */
export const isInconclusive = (code: number): boolean => inconclusive.includes(code)
