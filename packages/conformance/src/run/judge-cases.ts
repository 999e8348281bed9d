import { systemClock } from '@chat-transport/core'
import { createReport } from '../report/create-report.ts'
import type { CaseReport, ConformanceReport, HarnessReport } from '../report/report.ts'
import type { RuleBook } from '../report/rule-book.ts'
import { groundOf } from './requirements.ts'

/** What judging needs to know of a case, whatever it is a case of. */
export interface JudgedCase<Rule extends string> {
  readonly id: string
  readonly rule: Rule
  readonly title: string
  readonly requires?: readonly Rule[]
  readonly beforeSelfTest?: true
}

export type Outcome = Pick<CaseReport, 'verdict' | 'because' | 'expected' | 'seen' | 'trace'>

/** What is judged, and how. */
export interface Judging<Rule extends string, Case extends JudgedCase<Rule>> {
  readonly name: string
  readonly rules: RuleBook<Rule>
  /** The longest wait for one thing that must happen, until `testHarness` has found another. */
  readonly deadlineMs: number
  /** Tried once, before the first case. */
  testHarness(): Promise<HarnessReport>
  /** Runs one case. Never rejects. */
  tryCase(each: Case, deadlineMs: number): Promise<Outcome>
}

/** Judges the cases of one run one by one, and records which rules are broken. */
export function judgeCases<Rule extends string, Case extends JudgedCase<Rule>>(judging: Judging<Rule, Case>) {
  const reports: CaseReport<Rule>[] = []
  let harness: HarnessReport = { deadlineMs: judging.deadlineMs }
  let selfTest: Promise<HarnessReport> | undefined
  const tested = async () => (harness = await (selfTest ??= judging.testHarness()))

  async function verdictOf(each: Case): Promise<Outcome> {
    const { mend, deadlineMs } = each.beforeSelfTest ? harness : await tested()
    if (mend !== undefined) return { verdict: 'harness error', because: mend }
    const ground = groundOf(each, reports)
    if (ground.state === 'gone') return { verdict: 'not reached', because: ground.because }
    const outcome = await judging.tryCase(each, deadlineMs)
    return ground.state === 'sound' ? outcome : onCrackedGround(outcome, ground.because)
  }
  return {
    async judge(each: Case): Promise<CaseReport<Rule>> {
      const startedAt = systemClock.monotonic()
      const outcome = await verdictOf(each)
      const { id, rule, title } = each
      const report = { id, rule, title, ...outcome, durationMs: Math.round(systemClock.monotonic() - startedAt) }
      reports.push(report)
      return report
    },
    report: (): ConformanceReport<Rule> => createReport(judging.rules, { name: judging.name, harness, cases: reports }),
  }
}

/** A success says something whatever else is broken. A failure does not: what the case requires may have caused it. */
function onCrackedGround(outcome: Outcome, requires: string): Outcome {
  if (outcome.verdict === 'passed' || outcome.verdict === 'not offered') return outcome
  return { ...outcome, verdict: 'not reached', because: `${requires}. Tried all the same: ${outcome.because}` }
}
