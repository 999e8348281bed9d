import { checkOptions, guards, systemClock } from '@chat-transport/core'
import type { ConformanceCase } from '../case/conformance-case.ts'
import { checkHarness, defaultDeadlineMs, type Harness } from '../far-side/harness.ts'
import type { CaseReport, ConformanceReport, HarnessReport } from '../report/report.ts'
import { createReport } from '../report/create-report.ts'
import { groundOf } from './requirements.ts'
import { testHarness } from './self-test/test-harness.ts'
import { tryCase, type Outcome } from './try-case.ts'

export interface ConformanceOptions {
  /**
   * The longest wait for one thing that must happen. On a slow machine raise this one number: the defaults of the harness's
   * `timing` grow with it. On a slow wire it grows by itself, up to five times. @default 2000
   */
  readonly deadlineMs?: number
}

/** Runs cases, and records which rules are broken. */
export interface Judge {
  /** Runs one case of `conformanceCases(harness)`. Call it for one case at a time, in their order. A broken rule never rejects. */
  judge(each: ConformanceCase): Promise<CaseReport>
  /** The outcomes of the cases judged so far. */
  report(): ConformanceReport
}

/**
 * Judges the cases of one harness one by one, for a runner that `defineConformanceTests` does not fit. Throws a `TypeError` or
 * `RangeError` that names what is wrong in the harness or the options.
 */
export function createJudge(harness: Harness, options: ConformanceOptions = {}): Judge {
  checkHarness(harness)
  checkOptions('createJudge', options, { deadlineMs: guards.optional(guards.positive) })
  const { deadlineMs = defaultDeadlineMs } = options
  const reports: CaseReport[] = []
  let harnessReport: HarnessReport = { deadlineMs }
  let selfTest: Promise<HarnessReport> | undefined
  const tested = async () => (harnessReport = await (selfTest ??= testHarness(harness, deadlineMs)))

  async function verdictOf(each: ConformanceCase): Promise<Outcome> {
    const { mend, deadlineMs: patienceMs } = each.beforeSelfTest ? harnessReport : await tested()
    if (mend !== undefined) return { verdict: 'harness error', because: mend }
    const ground = groundOf(each, reports)
    if (ground.state === 'gone') return { verdict: 'not reached', because: ground.because }
    const outcome = await tryCase(harness, each, patienceMs)
    return ground.state === 'sound' ? outcome : onCrackedGround(outcome, ground.because)
  }
  return {
    async judge(each) {
      const startedAt = systemClock.monotonic()
      const outcome = await verdictOf(each)
      const { id, rule, title } = each
      const report = { id, rule, title, ...outcome, durationMs: Math.round(systemClock.monotonic() - startedAt) }
      reports.push(report)
      return report
    },
    report: () => createReport(harness.name, harnessReport, reports),
  }
}

/** A success says something whatever else is broken. A failure does not: what the case requires may have caused it. */
function onCrackedGround(outcome: Outcome, requires: string): Outcome {
  if (outcome.verdict === 'passed' || outcome.verdict === 'not offered') return outcome
  return { ...outcome, verdict: 'not reached', because: `${requires}. Tried all the same: ${outcome.because}` }
}
