import type { Kept } from '../format/session-log.ts'
import { createPseudonyms } from './pseudonyms.ts'

/** How one log is redacted. */
export interface Redaction {
  keeps(what: Kept): boolean
  /** The same for the same id, in all of the log. */
  pseudonym(kind: string, id: string): string
}

export function createRedaction(kept: readonly Kept[]): Redaction {
  return { keeps: (what) => kept.includes(what), pseudonym: createPseudonyms() }
}
