import { conformanceCases } from '../cases/all-cases.ts'
import { defaultDeadlineMs, type Harness } from '../far-side/harness.ts'
import { createJudge, type ConformanceOptions } from './judge.ts'
import { defineTests, type TestRunner } from './define-tests.ts'
import { caseLimitMs, mostTimesDeadline } from './time-limits.ts'
import { formatCase } from '../report/format-report.ts'

/**
 * Defines one test for each case. A case that is not reached fails, and names the broken rule that it needs. A case that is not
 * offered is shown as skipped, if the runner can skip a test while it runs. The kit sets its own time limit for each test.
 */
export function defineConformanceTests(harness: Harness, runner: TestRunner, options: ConformanceOptions = {}): void {
  const judge = createJudge(harness, options)
  defineTests(runner, {
    title: `${harness.name} conforms`,
    cases: conformanceCases(harness),
    timeoutMs: 2 * mostTimesDeadline * caseLimitMs(options.deadlineMs ?? defaultDeadlineMs),
    judge: judge.judge,
    format: formatCase,
  })
}
