import type { ChatError } from '../protocol/errors.ts'
import { closingCause, type AttachPhase } from './attach-refusal.ts'
import type { LineEnd } from './line-end.ts'

/** What follows from the end of a line: the end of the connection, or another dial. */
export type LineVerdict =
  | { readonly closes: true; readonly cause: Error | undefined }
  | { readonly closes: false; readonly cause: Error; readonly refusal?: ChatError }

export interface LineCircumstances {
  readonly phase: AttachPhase
  /** The connection has not been `connected` yet. */
  readonly isConnecting: boolean
}

/** Whether the end of a line is the end of its connection (T11), and why. */
export function judgeLineEnd(end: LineEnd, { phase, isConnecting }: LineCircumstances): LineVerdict {
  if (end.type === 'lost') return { closes: false, cause: end.cause }
  if (end.type !== 'refused')
    return { closes: true, cause: end.type === 'over' || isConnecting ? end.cause : undefined }
  const cause = closingCause(phase, end.cause)
  return cause ? { closes: true, cause } : { closes: false, cause: end.cause, refusal: end.cause }
}
