import { defineTests, type TestRunner } from '../../run/define-tests.ts'
import { caseLimitMs } from '../../run/time-limits.ts'
import { storeCases } from '../cases/all-store-cases.ts'
import { formatStoreCase } from '../format-store-report.ts'
import type { StoreHarness } from '../store-harness.ts'
import { createStoreJudge, defaultStoreDeadlineMs, type StoreConformanceOptions } from './create-store-judge.ts'

/**
 * Defines one test for each case. A case that is not reached fails, and names the broken rule that it needs. A case that the store
 * or the harness does not offer is shown as skipped, if the runner can skip a test while it runs. The kit sets the time limits.
 */
export function defineStoreTests(
  harness: StoreHarness,
  runner: TestRunner,
  options: StoreConformanceOptions = {},
): void {
  const { judge } = createStoreJudge(harness, options)
  defineTests(runner, {
    title: `${harness.name} conforms`,
    cases: storeCases,
    timeoutMs: 2 * caseLimitMs(options.deadlineMs ?? defaultStoreDeadlineMs),
    judge,
    format: formatStoreCase,
  })
}
