import { firstThing } from './first-thing.ts'
import type { CaseReport, ConformanceReport, Verdict } from './report.ts'
import { isLinkRule, ruleIds, ruleSentence } from '../rules.ts'

const verdicts: readonly Verdict[] = ['passed', 'failed', 'harness error', 'not offered', 'not reached']

/** A readable report of a run: what to do first, the totals, a line for each rule, and what happened in each case that failed. */
export function formatReport(report: ConformanceReport): string {
  const { name, totals, rules, cases } = report
  const summary = verdicts.map((verdict) => `${totals[verdict]} ${verdict}`).join(', ')
  const lines = rules.map(
    ({ rule, verdict, cases: count, sentence }) =>
      `${rule.padEnd(4)}${verdict.padEnd(14)}${String(count).padStart(3)} cases  ${sentence}`,
  )
  const failures = cases.filter(({ verdict }) => verdict === 'failed').map(formatCase)
  const parts = [...failures, ...alike(cases, 'harness error'), ...alike(cases, 'not reached')]
  return [`${name}: ${firstThing(report)}`, summary, '', ...lines, ...parts.map((part) => `\n${part}`)].join('\n')
}

/** The cases with one verdict. Those with one reason are told together. */
function alike(cases: readonly CaseReport[], verdict: Verdict): string[] {
  const byReason = new Map<string, CaseReport[]>()
  for (const each of cases) {
    if (each.verdict !== verdict) continue
    const reason = each.because ?? ''
    byReason.set(reason, [...(byReason.get(reason) ?? []), each])
  }
  return [...byReason].map(([reason, own]) =>
    [`${own.map(({ id }) => id).join(', ')} ${verdict}`, `  Why: ${reason}`].join('\n'),
  )
}

/** A readable report of one case: the rule, what was expected, what was seen, what was done before. */
export function formatCase(report: CaseReport): string {
  const { id, rule, title, verdict } = report
  return [`${id} ${verdict}: ${title}`, `  ${rule}: ${ruleSentence(rule)}`, ...reasons(report), ...steps(report)].join(
    '\n',
  )
}

function reasons({ rule, title, verdict, because, expected, seen }: CaseReport): string[] {
  if (because === undefined) return []
  if (verdict !== 'failed') return [`  Why: ${because}`]
  const demand = expected ?? `the ${isLinkRule(rule) ? 'link' : 'transport'} ${title}`
  return [`  Expected: ${demand}`, `  Seen: ${seen ?? because}`]
}

function steps({ trace = [] }: CaseReport): string[] {
  const lines = trace.map(
    ({ atMs, who, what, times }) =>
      `    ${String(atMs).padStart(5)} ms  ${who}: ${what}${times ? ` (${times} times)` : ''}`,
  )
  return lines.length > 0 ? ['  Done before that:', ...lines] : []
}

/** Several runs as a Markdown table of rules by transports. */
export function formatMatrix(reports: readonly ConformanceReport[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const verdictIn = ({ rules }: ConformanceReport, rule: string) =>
    rules.find((each) => each.rule === rule)?.verdict ?? 'not reached'
  return [
    row(['rule', ...reports.map(({ name }) => name.replaceAll('|', '\\|'))]),
    row(['---', ...reports.map(() => '---')]),
    ...ruleIds.map((rule) => row([rule, ...reports.map((report) => verdictIn(report, rule))])),
    '',
  ].join('\n')
}
