import * as codes from '../protocol/error-codes.ts'
import type { ChatError } from '../protocol/errors.ts'
import { restorationFailed } from '../protocol/restoration-failed.ts'

/** How far a connection has come when an attach is refused. */
export type AttachPhase = 'start' | 'restore' | 're-attach'

/**
 * What a refused attach means: `undefined` = try again, otherwise what the connection closes with. A start retries 100, a
 * first restore 51, 52 and 100 too, a re-attach everything; 50 to anything but a start is 152, never a new session (T2).
 */
export function closingCause(phase: AttachPhase, refusal: ChatError): ChatError | undefined {
  if (phase !== 'start' && refusal.code === codes.unknownSession) return restorationFailed(refusal)
  return retriedCodes[phase]?.includes(refusal.code) === false ? refusal : undefined
}

const retriedCodes: { readonly [phase in AttachPhase]?: readonly number[] } = {
  start: [codes.serverNotAvailable],
  restore: [codes.stoppedByDecorator, codes.executionFailed, codes.serverNotAvailable],
}
