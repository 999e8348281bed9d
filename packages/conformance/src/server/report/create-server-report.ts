import type { ServerTransport } from '../case/server-case.ts'
import type { ControlVerb } from '../control/server-control.ts'
import { serverRuleIds, serverRules, serverRuleSentence, type ServerRuleId } from '../rules/server-rules.ts'
import type { ServerCaseReport, ServerReport, ServerRuleReport, ServerVerdict } from './server-report.ts'

export interface RunOutcome {
  readonly name: string
  readonly transports: readonly ServerTransport[]
  readonly controlProblems: ReadonlyMap<ControlVerb, string>
  readonly cases: readonly ServerCaseReport[]
  readonly startLimit: string | undefined
  readonly only: readonly string[] | undefined
}

/** Puts the outcomes of all cases together, by rule. */
export function createServerReport({
  name,
  transports,
  controlProblems,
  cases,
  startLimit,
  only,
}: RunOutcome): ServerReport {
  const count = (verdict: ServerVerdict) => cases.filter((each) => each.verdict === verdict).length
  const totals = {
    passed: count('passed'),
    failed: count('failed'),
    'not run': count('not run'),
    'not reached': count('not reached'),
  }
  return {
    name,
    passed: totals.passed > 0 && totals.failed === 0 && totals['not reached'] === 0,
    totals,
    transports,
    controlProblems: Object.fromEntries(controlProblems),
    ...(startLimit !== undefined && { startLimit }),
    ...(only && { only }),
    rules: serverRuleIds.map((rule) => ruleReport(rule, cases)),
    cases,
  }
}

const worstFirst: readonly ServerVerdict[] = ['failed', 'not reached', 'passed', 'not run']

function ruleReport(rule: ServerRuleId, cases: readonly ServerCaseReport[]): ServerRuleReport {
  const sentence = serverRuleSentence(rule)
  const known = serverRules[rule]
  if (known && 'unseen' in known) return { rule, sentence, verdict: 'not seen', cases: 0, because: known.unseen }
  const own = cases.filter((each) => each.rule === rule)
  const worst = worstFirst.find((verdict) => own.some((each) => each.verdict === verdict))
  if (!worst)
    return {
      rule,
      sentence,
      verdict: 'not run',
      cases: 0,
      because: 'They are of another transport, or were not asked for.',
    }
  const because = worst === 'passed' ? undefined : own.find(({ verdict }) => verdict === worst)?.because
  return { rule, sentence, verdict: worst, cases: own.length, ...(because !== undefined && { because }) }
}
