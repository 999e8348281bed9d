import { conformanceCases } from './conformance-cases.ts'
import type { Harness } from './harness.ts'
import { createJudge, type ConformanceOptions } from './judge.ts'
import { formatCase } from './format-report.ts'

/** What vitest, jest, mocha, node:test and jasmine have in common. */
export interface TestRunner {
  describe(name: string, define: () => void): unknown
  it(name: string, run: (this: unknown, ...args: unknown[]) => Promise<void>): unknown
}

/**
 * Defines one test for each case. A case that is not reached fails, with the rule that it presupposes; one that is not offered
 * is shown as skipped where the runner can do that from inside a test.
 */
export function defineConformanceTests(harness: Harness, runner: TestRunner, options: ConformanceOptions = {}): void {
  const judge = createJudge(harness, options)
  runner.describe(`${harness.name} conforms`, () => {
    for (const each of conformanceCases(harness)) {
      // A rest parameter: runners that pass a callback to tests with parameters must not think that this is one.
      runner.it(`${each.id}: ${each.title}`, async function (...args) {
        const report = await judge.judge(each)
        if (report.verdict === 'not offered') return skip([...args, this], report.because)
        if (report.verdict !== 'passed') throw new Error(formatCase(report))
      })
    }
  })
}

/** `context.skip(why)` in vitest and node:test, `this.skip()` in mocha; jest has no such thing. */
function skip(contexts: readonly unknown[], why: string | undefined): void {
  for (const context of contexts) {
    const able = context as { skip?: (why?: string) => void } | null | undefined
    if (typeof able?.skip === 'function') return able.skip(why)
  }
}
