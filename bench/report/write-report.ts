import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from '../run/run-rounds.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { chartOf } from './chart.ts'
import { compare, type Comparison } from './compare.ts'
import { tableOf } from './table.ts'

/** Writes results into `folder`: all tables, and a chart of each figure that has one. Scenarios that were played before and not now stay. */
export function writeReport(folder: string, played: readonly Result[], scenarios: readonly Scenario[]): void {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'results.json')
  const before = resultsIn(file)
  const isPlayed = (each: Result) =>
    played.some((one) => one.scenario === each.scenario && one.transport === each.transport)
  const results = [...before.filter((each) => !isPlayed(each)), ...played]
  writeFileSync(file, `[\n${results.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`)
  const comparisons = compare(results, scenarios)
  writeFileSync(join(folder, 'tables.md'), ['# All figures of the benchmark\n', ...comparisons.map(tableOf)].join('\n'))
  for (const comparison of comparisons)
    if (comparison.chart) writeFileSync(join(folder, fileNameOf(comparison)), chartOf(comparison))
}

const fileNameOf = ({ scenario, transport, figure }: Comparison) =>
  `${[transport, scenario, figure]
    .join(' ')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')}.svg`

/** JSON has no Infinity: it says `null`. */
function resultsIn(file: string): readonly Result[] {
  if (!existsSync(file)) return []
  const results = JSON.parse(readFileSync(file, 'utf8')) as readonly (Omit<Result, 'value'> & {
    value: number | null
  })[]
  return results.map((each) => ({ ...each, value: each.value ?? Infinity }))
}
