import type { JudgedMutant, Verdict } from './mutant.ts'

const verdicts: readonly Verdict[] = ['right rule', 'another rule', 'crash', 'unseen', 'rightly passed']

/** Figures by target, then one line for each mutant that the kit did not see, and for each that it saw by another rule. */
export function formatMutants(judged: readonly JudgedMutant[]): string {
  const targets = [...new Set(judged.map(({ mutant }) => mutant.target))]
  const rows = targets.map((target) =>
    figures(
      target,
      judged.filter(({ mutant }) => mutant.target === target),
    ),
  )
  return [
    table([['', 'made', ...verdicts, 'seen'], ...rows, figures('all', judged)]),
    ...list('Unseen: the kit calls them right', judged, 'unseen'),
    ...list('Caught by another rule than the one they break', judged, 'another rule'),
  ].join('\n')
}

function figures(name: string, judged: readonly JudgedMutant[]): string[] {
  const count = (wanted: Verdict) => judged.filter(({ verdict }) => verdict === wanted).length
  const faults = judged.length - count('rightly passed')
  const seen = faults > 0 ? `${Math.floor((100 * (faults - count('unseen'))) / faults)} %` : ''
  return [name, String(judged.length), ...verdicts.map((verdict) => String(count(verdict))), seen]
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0)
  return rows.map((row) => row.map(cell).join('  ')).join('\n')
}

function list(title: string, judged: readonly JudgedMutant[], wanted: Verdict): string[] {
  const found = judged.filter(({ verdict }) => verdict === wanted)
  if (found.length === 0) return []
  const lines = found.map(({ mutant, by }) => {
    const rules = mutant.blames.length > 0 ? ` [${mutant.blames.join(', ')}]` : ' [right]'
    return `  ${mutant.place}: ${mutant.what}${rules}${by && `\n      ${by.slice(0, 160)}`}`
  })
  return ['', `${title}:`, ...lines]
}
