import { closingCause, type AttachPhase } from './attach-refusal.ts'
import type { LineEnd } from './line-end.ts'

/** What follows from the end of a line: the end of the connection, or another dial. */
export type LineVerdict =
  | { readonly closes: true; readonly cause: Error | undefined }
  /** `isAskedAgain`: the next dial carries other credentials, so that this end says nothing about the visitor yet. */
  | { readonly closes: false; readonly cause: Error; readonly isAskedAgain?: true }

export interface LineCircumstances {
  readonly phase: AttachPhase
  /** The connection has not been `connected` yet. */
  readonly isConnecting: boolean
}

/** Whether the end of a line is the end of its connection (T11), and why. */
export function judgeLineEnd(end: LineEnd, { phase, isConnecting }: LineCircumstances): LineVerdict {
  if (end.type === 'over') return { closes: true, cause: end.cause }
  if (end.type === 'taken') return { closes: true, cause: isConnecting ? end.cause : undefined }
  const cause = end.type === 'refused' ? closingCause(phase, end.cause) : undefined
  return cause ? { closes: true, cause } : { closes: false, cause: end.cause }
}
