import type { TraceEntry } from '../../case/trace.ts'
import type { ServerTransport } from '../case/server-case.ts'
import type { ControlVerb } from '../control/server-control.ts'
import type { ServerRuleId } from '../rules/server-rules.ts'

/**
 * - `passed`, `failed`: tried.
 * - `not run`: it needs what is not there: the control, a shorter `timeoutMs`.
 * - `not reached`: something that the case builds on does not work. Another case says what.
 */
export type ServerVerdict = 'passed' | 'failed' | 'not run' | 'not reached'

/** The outcome of one case over one transport. */
export interface ServerCaseReport {
  readonly id: string
  readonly rule: ServerRuleId
  readonly title: string
  readonly transport: ServerTransport
  readonly verdict: ServerVerdict
  readonly durationMs: number
  /** What is wrong, or why the case was not tried. Absent with `passed`. */
  readonly because?: string
  /** What breaks no MUST, and is worth a look. */
  readonly notes?: readonly string[]
  /** With `failed`, and a case that was tried and `not reached`: what was sent and what came, in order. */
  readonly trace?: readonly TraceEntry[]
}

/** The outcome of one rule: the worst of its cases. */
export interface ServerRuleReport {
  readonly rule: ServerRuleId
  readonly sentence: string
  /** `not seen`: no case can see from outside whether a server keeps the rule; `because` says why. */
  readonly verdict: ServerVerdict | 'not seen'
  readonly cases: number
  readonly because?: string
}

/** One run of the kit against a server, as plain JSON. */
export interface ServerReport {
  readonly name: string
  /** Nothing failed, and everything that could be tried was reached. */
  readonly passed: boolean
  readonly totals: Readonly<Record<ServerVerdict, number>>
  readonly transports: readonly ServerTransport[]
  /** What is wrong with the control, by verb; empty when it works, or when there is none. */
  readonly controlProblems: Readonly<Partial<Record<ControlVerb, string>>>
  /** Set when starts of the kit were refused for their number: what that means, and what to do. No rule is blamed for it. */
  readonly startLimit?: string
  /** The rules and cases that were asked for, unless it was everything. */
  readonly only?: readonly string[]
  readonly rules: readonly ServerRuleReport[]
  readonly cases: readonly ServerCaseReport[]
}
