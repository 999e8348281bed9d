import type { CaseReport, ConformanceReport, HarnessReport, RuleReport, Verdict } from './report.ts'
import type { RuleBook } from './rule-book.ts'

/** What a run has found. */
export interface Findings<Rule extends string> {
  readonly name: string
  readonly harness: HarnessReport
  readonly cases: readonly CaseReport<Rule>[]
}

/** The report of a run, from the reports of its cases. */
export function createReport<Rule extends string>(
  { ids, sentence }: RuleBook<Rule>,
  { name, harness, cases }: Findings<Rule>,
): ConformanceReport<Rule> {
  const count = (verdict: Verdict) => cases.filter((each) => each.verdict === verdict).length
  return {
    name,
    passed: cases.length > 0 && cases.length === count('passed') + count('not offered'),
    harness,
    totals: {
      passed: count('passed'),
      failed: count('failed'),
      'harness error': count('harness error'),
      'not offered': count('not offered'),
      'not reached': count('not reached'),
    },
    rules: ids.map((rule) => ({ rule, sentence: sentence(rule), ...worstOf(rule, cases) })),
    cases: [...cases],
  }
}

const worstFirst: readonly Verdict[] = ['failed', 'harness error', 'not reached', 'passed', 'not offered']

function worstOf(rule: string, cases: readonly CaseReport<string>[]): Pick<RuleReport, 'verdict' | 'cases'> {
  const own = cases.filter((each) => each.rule === rule)
  const verdict = worstFirst.find((worst) => own.some((each) => each.verdict === worst)) ?? 'not offered'
  return { verdict, cases: own.length }
}
