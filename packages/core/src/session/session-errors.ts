import * as codes from '../protocol/error-codes.ts'
import { ChatError } from '../protocol/errors.ts'
import type { EventError, TranscriptCommand } from '../protocol/protocol.ts'

export const invalidState = (what: string, why: string) =>
  new DOMException(`unable to ${what}: ${why}`, 'InvalidStateError')

/** The error for queued commands that cannot be sent any more. */
export const sessionEnded = (reason: string) =>
  new DOMException(`unable to send: the session has ended (${reason})`, 'InvalidStateError')

/** Rejects a promise whose command stays queued. The next page that holds the session sends the command. */
export function staysQueued(why: string, cause?: unknown): DOMException {
  const error = new DOMException(`${why}: the command stays queued until the session is restored`, 'AbortError')
  return cause === undefined ? error : Object.defineProperty(error, 'cause', { value: cause })
}

export const notAttached = () =>
  new ChatError(codes.invalidResponse, 'unable to open the session: connected without a valid EventAttached')

/** The same error, with what was never sent handed back. */
export const withUnsent = ({ code, description, cause }: ChatError, unsent: readonly TranscriptCommand[]) =>
  new ChatError(code, description, { cause, unsent })

/** The error as handlers get it: the server's own as it came. */
export const asEvent = ({ code, description, cause, event }: ChatError): EventError =>
  event ?? { type: 'EventError', error: { code, description }, cause }

/** Error 101: the server does not know this visitor. */
export const isLoginFailed = (error: unknown) => ChatError.is(error) && error.code === codes.loginFailed
