import { serverRuleSentence } from '../rules/server-rules.ts'
import type { ServerCaseReport, ServerReport, ServerRuleReport } from './server-report.ts'

/** A report for people: what is wrong with the server, what was sent and what came; then a line for each rule, or for what was asked. */
export function formatServerReport(report: ServerReport): string {
  const { name, totals, transports, cases, startLimit } = report
  return [
    ...casesToMend(cases).map(formatServerCase),
    ...section('The control', controlLines(report)),
    ...section('Worth a look', noteLines(cases)),
    ...section('Not reached, since something else does not work', reasonLines(cases, 'not reached')),
    ...section('Not run', reasonLines(cases, 'not run')),
    ...(report.only ? askedSections(report, report.only) : ruleSections(report)),
    ...section('Look at this first', startLimit === undefined ? [] : [`  ${startLimit}.`]),
    '',
    `${name}, over ${transports.join(' and ')}: ${Object.entries(totals)
      .map(([verdict, count]) => `${count} ${verdict}`)
      .join(', ')}. ${verdictOf(report)}`,
  ].join('\n')
}

const ruleSections = ({ rules }: ServerReport): readonly string[] => [
  ...section('By rule', ruleLines(rules)),
  ...section('Rules of which this run has no case', unseenLines(rules)),
]

/** A line for each rule and each case that was asked for, over each transport. */
const askedSections = ({ cases, rules }: ServerReport, only: readonly string[]): readonly string[] =>
  section(
    'What was asked for',
    only.flatMap((asked) => {
      const rule = rules.find((each) => each.rule === asked)
      if (rule)
        return [rule.cases > 0 ? ruleLine(rule) : `  ${asked.padEnd(4)}${rule.verdict.padEnd(12)}${rule.because ?? ''}`]
      return cases
        .filter(({ id }) => id === asked)
        .map(({ id, transport, verdict, title }) => `  ${id} over ${transport} ${verdict}: ${title}`)
    }),
  )

/** What failed; if nothing did, what did not work although no case says why. */
function casesToMend(cases: readonly ServerCaseReport[]): readonly ServerCaseReport[] {
  const failed = cases.filter(({ verdict }) => verdict === 'failed')
  return failed.length > 0 ? failed : cases.filter(({ verdict, trace }) => verdict === 'not reached' && trace)
}

/** One case for people: the rule, what is wrong, what was sent and what came. */
function formatServerCase({ id, rule, title, transport, verdict, because, trace = [] }: ServerCaseReport): string {
  const steps = trace.map(
    ({ atMs, who, what, times }) =>
      `    ${String(atMs).padStart(6)} ms  ${who} ${what}${times ? ` (${times} times)` : ''}`,
  )
  return [
    `✗ ${id} ${verdict}, over ${transport}`,
    `  ${rule}: ${serverRuleSentence(rule)}`,
    `  A server that keeps it ${title}.`,
    `  What is wrong: ${because ?? ''}`,
    ...(steps.length > 0 ? ['  What was sent (▶) and what came (◀):', ...steps] : []),
    '',
  ].join('\n')
}

const section = (title: string, lines: readonly string[]) => (lines.length > 0 ? ['', `${title}:`, ...lines] : [])

const controlLines = ({ controlProblems }: ServerReport) =>
  Object.entries(controlProblems).map(([verb, problem]) => `  ${verb}: ${problem}`)

const noteLines = (cases: readonly ServerCaseReport[]) =>
  [...new Set(cases.flatMap(({ notes = [] }) => notes))].map((note) => `  ${note}`)

/** The reasons, each with its cases. */
function reasonLines(cases: readonly ServerCaseReport[], wanted: ServerCaseReport['verdict']): readonly string[] {
  const byReason = new Map<string, Set<string>>()
  for (const { verdict, because = '', id } of cases) {
    if (verdict === wanted) byReason.set(because, (byReason.get(because) ?? new Set()).add(id))
  }
  return [...byReason].map(([reason, ids]) => `  ${reason}: ${namesOf(wanted, [...ids])}`)
}

const mostNames = 20

/** What was not run is always named. What was not reached is only counted, if it is nearly everything. */
const namesOf = (verdict: ServerCaseReport['verdict'], ids: readonly string[]) =>
  verdict === 'not reached' && ids.length > mostNames ? `${ids.length} cases` : ids.join(', ')

/** The rules of which something was tried or is missing; in one line those to which the run did not come. */
function ruleLines(rules: readonly ServerRuleReport[]): readonly string[] {
  const own = rules.filter(({ cases, verdict }) => cases > 0 && verdict !== 'not reached')
  const later = rules.filter(({ verdict }) => verdict === 'not reached').map(({ rule }) => rule)
  return [...own.map(ruleLine), ...(later.length > 0 ? [`  not reached: ${later.join(', ')}`] : [])]
}

const ruleLine = ({ rule, verdict, cases, sentence }: ServerRuleReport) =>
  `  ${rule.padEnd(4)}${verdict.padEnd(12)}${String(cases).padStart(3)} cases  ${sentence}`

/** The reasons, each with its rules: nobody can see them from outside, or they are of another transport, or not asked for. */
function unseenLines(rules: readonly ServerRuleReport[]): readonly string[] {
  const byReason = new Map<string, string[]>()
  for (const { rule, cases, because = '' } of rules) {
    if (cases === 0) byReason.set(because, [...(byReason.get(because) ?? []), rule])
  }
  return [...byReason].map(([reason, ids]) => `  ${ids.join(', ')}: ${reason}`)
}

function verdictOf({ passed, rules, startLimit }: ServerReport): string {
  if (passed) return 'The server keeps every rule that was tried.'
  const broken = rules.filter(({ verdict }) => verdict === 'failed').map(({ rule }) => rule)
  if (broken.length > 0) return `The server breaks ${broken.join(', ')}.`
  if (startLimit !== undefined)
    return 'No rule was seen to be broken, but not all of them were tried, since the server limits starts.'
  return 'No rule was seen to be broken, and yet something that cases build on did not work, as above. On a slow machine raise the deadline.'
}
