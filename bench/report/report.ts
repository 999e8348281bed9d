import type { BundleReport } from '../bundles/bundle-report.ts'
import { bundleTable } from '../bundles/bundle-table.ts'
import type { Run } from '../run/results.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { chartOf } from './chart.ts'
import { compare, type Comparison } from './compare.ts'
import { conditionsText } from './conditions-text.ts'
import { pageTables } from './page-tables.ts'
import { tableOf } from './table.ts'

/** What is written of results. */
export interface Report {
  /** By their names: charts, and a page of all tables. */
  readonly files: Readonly<Record<string, string>>
  /** What the benchmark's page shows, by the names of their places. */
  readonly texts: Readonly<Record<string, string>>
}

export function reportOf(runs: readonly Run[], scenarios: readonly Scenario[], bundles?: BundleReport): Report {
  const comparisons = compare(runs, scenarios)
  const conditions = conditionsText(runs)
  const charts = comparisons.filter(({ chart = false }) => chart)
  return {
    files: {
      'tables.md': ['# All figures of the benchmark', '', conditions, '', ...comparisons.map(tableOf)].join('\n'),
      ...Object.fromEntries(charts.map((each) => [fileNameOf(each), chartOf(each)])),
    },
    texts: { conditions, ...pageTables(comparisons), ...(bundles && { bundles: bundleTable(bundles) }) },
  }
}

const fileNameOf = ({ scenario, transport, figure }: Comparison) =>
  `${[transport, scenario, figure]
    .join(' ')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')}.svg`
