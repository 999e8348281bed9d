import type { CaseReport, Verdict } from '../report/report.ts'

/**
 * What a case can build on. `sound`: every rule that it requires is kept so far. `cracked`: some case of one failed, so that the
 * case is tried, and only its success counts. `gone`: most cases of one failed, so that it would only fail too, and slowly.
 */
export interface Ground {
  readonly state: 'sound' | 'cracked' | 'gone'
  /** Which rules have failed, for people. */
  readonly because: string
}

export function groundOf(
  { requires = [] }: { readonly requires?: readonly string[] },
  reports: readonly CaseReport<string>[],
): Ground {
  const broken = requires.map((rule) => standingOf(rule, reports)).filter(({ missed }) => missed > 0)
  if (broken.length === 0) return { state: 'sound', because: '' }
  const because = `requires ${broken.map(inWords).join(' and ')}`
  return { state: broken.some(({ missed, cases }) => missed > cases / 2) ? 'gone' : 'cracked', because }
}

interface Standing {
  readonly rule: string
  readonly failed: number
  /** Failed, or not reached because of another rule. */
  readonly missed: number
  readonly cases: number
}

function standingOf(rule: string, reports: readonly CaseReport<string>[]): Standing {
  const own = reports.filter((each) => each.rule === rule)
  const count = (verdict: Verdict) => own.filter((each) => each.verdict === verdict).length
  return { rule, failed: count('failed'), missed: count('failed') + count('not reached'), cases: own.length }
}

function inWords({ rule, failed, cases }: Standing): string {
  if (failed === 0) return `${rule}, which was not reached`
  return `${rule}, which failed${cases > 1 ? ` in ${failed} of ${cases} cases` : ''}`
}
