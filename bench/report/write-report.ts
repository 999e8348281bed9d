import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chartOf } from './chart.ts'
import type { Comparison } from './compare.ts'
import { tableOf } from './table.ts'

/** Writes all tables into `folder`, and a chart of each figure that has one. */
export function writeReport(folder: string, comparisons: readonly Comparison[]): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'tables.md'), ['# All figures of the benchmark\n', ...comparisons.map(tableOf)].join('\n'))
  for (const comparison of comparisons)
    if (comparison.chart) writeFileSync(join(folder, fileNameOf(comparison)), chartOf(comparison))
}

const fileNameOf = ({ scenario, transport, figure }: Comparison) =>
  `${[transport, scenario, figure]
    .join(' ')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')}.svg`
