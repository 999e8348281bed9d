import type { RuleId } from '../rules.ts'
import type { TraceEntry } from '../case/trace.ts'

/**
 * - `passed`, `failed`: tried.
 * - `harness error`: nothing was tried, because the harness did not do what it says. It says nothing about the transport.
 * - `not offered`: the transport declares rightly that it does not support this, or there is no link to try.
 * - `not reached`: a rule that the case needs is broken.
 */
export type Verdict = 'passed' | 'failed' | 'harness error' | 'not offered' | 'not reached'

/** The outcome of one case. */
export interface CaseReport<Rule extends string = RuleId> {
  readonly id: string
  readonly rule: Rule
  readonly title: string
  readonly verdict: Verdict
  readonly durationMs: number
  /** What happened, or why the case was not tried. Absent with `passed`. */
  readonly because?: string
  /** With `failed`, where a value or an event was awaited: what, and what came instead. */
  readonly expected?: string
  readonly seen?: string
  /** With `failed` and `harness error`: the last steps before the failure. */
  readonly trace?: readonly TraceEntry[]
}

/** What the kit found when it tried the harness, before the cases. */
export interface HarnessReport {
  /** What is certainly wrong, and has to be mended first: no case was tried. */
  readonly mend?: string
  /** What may be wrong, if cases fail. */
  readonly hint?: string
  /** The longest wait for one thing that must happen: longer than was asked for if the wire is slow. */
  readonly deadlineMs: number
}

/** The outcome of one rule: the worst of its cases. */
export interface RuleReport<Rule extends string = RuleId> {
  readonly rule: Rule
  /** The rule as the contract says it. */
  readonly sentence: string
  readonly verdict: Verdict
  readonly cases: number
}

/** One run of the kit, as plain JSON. */
export interface ConformanceReport<Rule extends string = RuleId> {
  /** The name of the harness. */
  readonly name: string
  /** Every case that was offered has passed. */
  readonly passed: boolean
  readonly harness: HarnessReport
  readonly totals: Readonly<Record<Verdict, number>>
  readonly rules: readonly RuleReport<Rule>[]
  readonly cases: readonly CaseReport<Rule>[]
}
