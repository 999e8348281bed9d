import { conformanceCases } from '../cases/all-cases.ts'
import { defaultDeadlineMs, type Harness } from '../far-side/harness.ts'
import { createJudge, type ConformanceOptions } from './judge.ts'
import { caseLimitMs, mostTimesDeadline } from './time-limits.ts'
import { formatCase } from '../report/format-report.ts'

/** What vitest, jest, mocha, node:test and jasmine have in common. */
export interface TestRunner {
  describe(name: string, define: () => void): unknown
  it(name: string, run: (this: unknown, ...args: unknown[]) => Promise<void>, timeoutMs?: number): unknown
}

/**
 * Defines one test for each case. A case that is not reached fails, and names the broken rule that it needs. A case that is not
 * offered is shown as skipped, if the runner can skip a test while it runs. The kit sets its own time limit for each test.
 */
export function defineConformanceTests(harness: Harness, runner: TestRunner, options: ConformanceOptions = {}): void {
  const judge = createJudge(harness, options)
  /** Longer than the kit's own limit: the kit must end the case first, because its message says why. */
  const timeoutMs = 2 * mostTimesDeadline * caseLimitMs(options.deadlineMs ?? defaultDeadlineMs)
  runner.describe(`${harness.name} conforms`, () => {
    for (const each of conformanceCases(harness)) {
      // A rest parameter, because some runners pass a `done` callback to a test that declares parameters.
      const run = async function (this: unknown, ...args: unknown[]) {
        if (isMochaTest(this)) this.timeout(timeoutMs)
        const report = await judge.judge(each)
        if (report.verdict === 'not offered') return skip([...args, this], report.because)
        if (report.verdict !== 'passed') throw new Error(formatCase(report))
      }
      runner.it(`${each.id}: ${each.title}`, run, timeoutMs)
    }
  })
}

/** Mocha has no timeout argument; the test sets it on `this`. */
const isMochaTest = (test: unknown): test is { timeout(ms: number): unknown } =>
  typeof (test as { timeout?: unknown } | null | undefined)?.timeout === 'function'

/** `context.skip(why)` in vitest and node:test, `this.skip()` in mocha; jest has neither. */
function skip(contexts: readonly unknown[], why: string | undefined): void {
  for (const context of contexts) {
    const able = context as { skip?: (why?: string) => void } | null | undefined
    if (typeof able?.skip === 'function') return able.skip(why)
  }
}
