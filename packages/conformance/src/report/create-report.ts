import type { CaseReport, ConformanceReport, HarnessReport, RuleReport, Verdict } from './report.ts'
import { ruleIds, ruleSentence, type RuleId } from '../rules.ts'

/** The report of a run, from the reports of its cases. */
export function createReport(name: string, harness: HarnessReport, cases: readonly CaseReport[]): ConformanceReport {
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
    rules: ruleIds.map((rule) => ruleReport(rule, cases)),
    cases: [...cases],
  }
}

const worstFirst: readonly Verdict[] = ['failed', 'harness error', 'not reached', 'passed', 'not offered']

function ruleReport(rule: RuleId, cases: readonly CaseReport[]): RuleReport {
  const own = cases.filter((each) => each.rule === rule)
  const verdict = worstFirst.find((worst) => own.some((each) => each.verdict === worst)) ?? 'not offered'
  return { rule, sentence: ruleSentence(rule), verdict, cases: own.length }
}
