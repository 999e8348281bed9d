import type { RuleId } from '@chat-transport/conformance'
import type { TargetName } from './targets/target.ts'

/** A link or a transport with one fault, made out of a right one. */
export interface Mutant {
  readonly family: Family
  /** What the kit is run on. */
  readonly target: TargetName
  /** Where the fault is: `file:line`, or a member of the interface. */
  readonly place: string
  /** What was changed. */
  readonly what: string
  /** The rules that the fault breaks: a report that blames one of them shows its reader where to look. None: it is no fault. */
  readonly blames: readonly RuleId[]
  /** With `rewriting`: the file, and its text with the fault. */
  readonly source?: { readonly file: string; readonly text: string }
}

export const families = ['wrappers', 'rewriting'] as const
export type Family = (typeof families)[number]

/**
 * How the kit saw a mutant: a case of a rule that it breaks failed, a case of another rule failed or could not be tried, the
 * process broke down or never came to an end, or nothing at all: rightly, if the change is no fault.
 */
export type Verdict = 'right rule' | 'another rule' | 'crash' | 'unseen' | 'rightly passed'

export interface JudgedMutant {
  readonly mutant: Mutant
  readonly verdict: Verdict
  /** The case that failed, or how the process ended. */
  readonly by: string
}
