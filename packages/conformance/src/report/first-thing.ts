import type { ConformanceReport } from './report.ts'

/** The one thing to do first, as a sentence. */
export function firstThing({ harness, cases, passed }: ConformanceReport<string>): string {
  if (harness.mend !== undefined) return `Mend the harness first, no rule was tried: ${harness.mend}.`
  if (passed) return 'Every rule is kept.'
  const failed = cases.find(({ verdict }) => verdict === 'failed')
  const wrong = cases.find(({ verdict }) => verdict === 'harness error')
  const unreached = cases.find(({ verdict }) => verdict === 'not reached')
  if (harness.hint !== undefined) return `Look at this first: ${harness.hint}.`
  if (failed) return `Mend ${failed.rule} first: see ${failed.id}.`
  if (wrong) return `Mend the harness first: ${wrong.id} could not be tried, since ${wrong.because}.`
  if (unreached) return `Look at ${unreached.id} first: it was not reached, since ${unreached.because}.`
  return 'No case was tried.'
}
