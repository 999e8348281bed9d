import type { CaseReport, ConformanceReport, Verdict } from './report.ts'
import { ruleIds, ruleSentence } from '../rules.ts'

const verdicts: readonly Verdict[] = ['passed', 'failed', 'harness error', 'not offered', 'not reached']

/** A readable report of a run: the totals, a line for each rule, and what happened in each case that failed. */
export function formatReport({ name, totals, rules, cases }: ConformanceReport): string {
  const summary = verdicts.map((verdict) => `${totals[verdict]} ${verdict}`).join(', ')
  const lines = rules.map(
    ({ rule, verdict, cases: count, sentence }) =>
      `${rule.padEnd(4)}${verdict.padEnd(14)}${String(count).padStart(3)} cases  ${sentence}`,
  )
  const failures = cases.filter(({ verdict }) => verdict === 'failed' || verdict === 'harness error').map(formatCase)
  return [`${name}: ${summary}`, '', ...lines, ...failures.map((failure) => `\n${failure}`)].join('\n')
}

/** A readable report of one case: the rule, what was tried, what happened. */
export function formatCase({ id, rule, title, verdict, because, trace = [] }: CaseReport): string {
  const steps = trace.map(
    ({ atMs, who, what, times }) =>
      `    ${String(atMs).padStart(5)} ms  ${who}: ${what}${times ? ` (${times} times)` : ''}`,
  )
  return [
    `${id} ${verdict}: ${title}`,
    `  ${rule}: ${ruleSentence(rule)}`,
    ...(because ? [`  ${verdict === 'failed' ? 'What happened' : 'Why'}: ${because}`] : []),
    ...(steps.length > 0 ? ['  Before that:', ...steps] : []),
  ].join('\n')
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
