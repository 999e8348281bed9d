import { ChatError, ErrorCode } from '../protocol/errors.ts'
import type { EventError, TranscriptCommand } from '../protocol/protocol.ts'

/** The error for queued commands that cannot be sent any more. */
export const sessionEnded = (reason: string) =>
  new DOMException(`unable to send: the session has ended (${reason})`, 'InvalidStateError')

/** Rejects a promise whose command stays queued. The next page that holds the session sends the command. */
export function staysQueued(why: string, cause?: unknown): DOMException {
  const error = new DOMException(`${why}: the command stays queued until the session is restored`, 'AbortError')
  return cause === undefined ? error : Object.defineProperty(error, 'cause', { value: cause })
}

export const notAttached = () =>
  new ChatError(ErrorCode.invalidResponse, 'unable to open the session: connected without a valid EventAttached')

/** The same error, with what was never sent handed back. */
export const withUnsent = ({ code, description, cause }: ChatError, unsent: readonly TranscriptCommand[]) =>
  new ChatError(code, description, { cause, unsent })

/** The error as handlers get it. */
export const asEvent = ({ code, description, cause }: ChatError): EventError => ({
  type: 'EventError',
  error: { code, description },
  cause,
})
