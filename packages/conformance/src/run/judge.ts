import { checkOptions, guards } from '@chat-transport/core'
import type { ConformanceCase } from '../case/conformance-case.ts'
import { checkHarness, defaultDeadlineMs, type Harness } from '../far-side/harness.ts'
import type { CaseReport, ConformanceReport } from '../report/report.ts'
import { ruleBook, type RuleId } from '../rules.ts'
import { judgeCases } from './judge-cases.ts'
import { testHarness } from './self-test/test-harness.ts'
import { tryCase } from './try-case.ts'

/** How long the kit waits. */
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
  return judgeCases<RuleId, ConformanceCase>({
    name: harness.name,
    rules: ruleBook,
    deadlineMs,
    testHarness: () => testHarness(harness, deadlineMs),
    tryCase: (each, patienceMs) => tryCase(harness, each, patienceMs),
  })
}
