import type { CaseReport } from '../report/report.ts'
import type { JudgedCase } from './judge-cases.ts'

/** What vitest, jest, mocha, node:test and jasmine have in common. */
export interface TestRunner {
  /** Puts tests together. */
  describe(name: string, define: () => void): unknown
  /** Defines a test. */
  it(name: string, run: (this: unknown, ...args: unknown[]) => Promise<void>, timeoutMs?: number): unknown
}

/** The tests of one kit. */
export interface TestsToDefine<Rule extends string, Case extends JudgedCase<Rule>> {
  readonly title: string
  readonly cases: readonly Case[]
  /** Longer than the kit's own limit of a case: the kit must end the case first, because its message says why. */
  readonly timeoutMs: number
  judge(each: Case): Promise<CaseReport<Rule>>
  format(report: CaseReport<Rule>): string
}

/** Defines one test for each case, under any runner. What is not offered is skipped; what is not reached fails. */
export function defineTests<Rule extends string, Case extends JudgedCase<Rule>>(
  runner: TestRunner,
  { title, cases, timeoutMs, judge, format }: TestsToDefine<Rule, Case>,
): void {
  runner.describe(title, () => {
    for (const each of cases) {
      // A rest parameter, because some runners pass a `done` callback to a test that declares parameters.
      const run = async function (this: unknown, ...args: unknown[]) {
        if (isMochaTest(this)) this.timeout(timeoutMs)
        const report = await judge(each)
        if (report.verdict === 'not offered') return skip([...args, this], report.because)
        if (report.verdict !== 'passed') throw new Error(format(report))
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
