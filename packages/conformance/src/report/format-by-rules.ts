import { firstThing } from './first-thing.ts'
import type { CaseReport, ConformanceReport, Verdict } from './report.ts'
import type { RuleBook } from './rule-book.ts'

const verdicts: readonly Verdict[] = ['passed', 'failed', 'harness error', 'not offered', 'not reached']

/** A run for people: what to do first, the totals, a line for each rule, what happened in each case that failed, and what was not tried. */
export function formatByRules<Rule extends string>(book: RuleBook<Rule>, report: ConformanceReport<Rule>): string {
  const { name, totals, rules, cases } = report
  const summary = verdicts.map((verdict) => `${totals[verdict]} ${verdict}`).join(', ')
  const lines = rules.map(
    ({ rule, verdict, cases: count, sentence }) =>
      `${rule.padEnd(4)}${verdict.padEnd(14)}${String(count).padStart(3)} cases  ${sentence}`,
  )
  const failures = cases.filter(({ verdict }) => verdict === 'failed').map((each) => formatCaseByRules(book, each))
  const untried = (['harness error', 'not reached', 'not offered'] as const).flatMap((each) => alike(cases, each))
  const parts = [...failures, ...untried]
  return [`${name}: ${firstThing(report)}`, summary, '', ...lines, ...parts.map((part) => `\n${part}`)].join('\n')
}

/** The cases with one verdict. Those with one reason are told together. */
function alike(cases: readonly CaseReport<string>[], verdict: Verdict): string[] {
  const byReason = new Map<string, CaseReport<string>[]>()
  for (const each of cases) {
    if (each.verdict !== verdict) continue
    const reason = each.because ?? ''
    byReason.set(reason, [...(byReason.get(reason) ?? []), each])
  }
  return [...byReason].map(([reason, own]) =>
    [`${own.map(({ id }) => id).join(', ')} ${verdict}`, `  Why: ${reason}`].join('\n'),
  )
}

/** One case for people: the rule, what was expected, what was seen, what was done before. */
export function formatCaseByRules<Rule extends string>(book: RuleBook<Rule>, report: CaseReport<Rule>): string {
  const { id, rule, title, verdict } = report
  const told = reasons(report, `the ${book.subject(rule)} ${title}`)
  return [`${id} ${verdict}: ${title}`, `  ${rule}: ${book.sentence(rule)}`, ...told, ...steps(report)].join('\n')
}

function reasons({ verdict, because, expected, seen }: CaseReport<string>, demand: string): string[] {
  if (because === undefined) return []
  if (verdict !== 'failed') return [`  Why: ${because}`]
  return [`  Expected: ${expected ?? demand}`, `  Seen: ${seen ?? because}`]
}

function steps({ trace = [] }: CaseReport<string>): string[] {
  const lines = trace.map(
    ({ atMs, who, what, times }) =>
      `    ${String(atMs).padStart(5)} ms  ${who}: ${what}${times ? ` (${times} times)` : ''}`,
  )
  return lines.length > 0 ? ['  Done before that:', ...lines] : []
}
