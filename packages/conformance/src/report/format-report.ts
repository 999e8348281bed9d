import { formatByRules, formatCaseByRules } from './format-by-rules.ts'
import type { CaseReport, ConformanceReport } from './report.ts'
import { ruleBook, ruleIds } from '../rules.ts'

/** A readable report of a run: what to do first, the totals, a line for each rule, and what happened in each case that failed. */
export const formatReport = (report: ConformanceReport): string => formatByRules(ruleBook, report)

/** A readable report of one case: the rule, what was expected, what was seen, what was done before. */
export const formatCase = (report: CaseReport): string => formatCaseByRules(ruleBook, report)

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
