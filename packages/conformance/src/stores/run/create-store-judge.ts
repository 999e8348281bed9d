import { checkOptions, guards } from '@chat-transport/core'
import type { CaseReport, ConformanceReport } from '../../report/report.ts'
import { judgeCases } from '../../run/judge-cases.ts'
import type { StoreCase } from '../case/store-case.ts'
import { storeRuleBook, type StoreRuleId } from '../rules/store-rules.ts'
import { checkStoreHarness, type StoreHarness } from '../store-harness.ts'
import { testStoreHarness } from './test-store-harness.ts'
import { tryStoreCase } from './try-store-case.ts'

/** The outcome of one case, and of one run, as plain JSON. */
export type StoreCaseReport = CaseReport<StoreRuleId>
/** What the kit says of a store. */
export type StoreReport = ConformanceReport<StoreRuleId>

/** How long the kit waits. */
export interface StoreConformanceOptions {
  /** The longest that a call of the store may take, with hundreds under way. Raise it for a slow machine. @default 5000 */
  readonly deadlineMs?: number
}

export const defaultStoreDeadlineMs = 5_000

/** Runs cases, and records which rules are broken. */
export interface StoreJudge {
  /** Runs one case of `storeCases`. Call it for one case at a time, in their order. A broken rule never rejects. */
  judge(each: StoreCase): Promise<StoreCaseReport>
  /** The outcomes of the cases judged so far. */
  report(): StoreReport
}

/**
 * Judges the cases one by one, for a runner that `defineStoreTests` does not fit. Throws a `TypeError` or `RangeError` that names
 * what is wrong in the harness or the options.
 */
export function createStoreJudge(harness: StoreHarness, options: StoreConformanceOptions = {}): StoreJudge {
  checkStoreHarness(harness)
  checkOptions('createStoreJudge', options, { deadlineMs: guards.optional(guards.positive) })
  const { deadlineMs = defaultStoreDeadlineMs } = options
  return judgeCases<StoreRuleId, StoreCase>({
    name: harness.name,
    rules: storeRuleBook,
    deadlineMs,
    testHarness: () => testStoreHarness(harness, deadlineMs),
    tryCase: (each, patienceMs) => tryStoreCase(harness, each, patienceMs),
  })
}
