import type { Comparison, Row } from './compare.ts'
import { rounded } from './rounded.ts'
import type { Spread } from './statistics.ts'

/** A comparison as a table in Markdown. */
export function tableOf({ scenario, figure, transport, unit, better, rows }: Comparison): string {
  return [
    `**${scenario}, ${transport}: ${figure}** (${unit}, ${better} is better)`,
    '',
    '| | median | rounds | ours is … times as good |',
    '|---|--:|--:|--:|',
    ...rows.map(rowText),
    '',
  ].join('\n')
}

export const medianText = (value: Row['value']) => (value === 'failed' ? value : rounded(value.median))

const rowText = ({ peer, value, ratio }: Row) =>
  `| ${peer} | ${medianText(value)} | ${value === 'failed' ? '' : range(value)} | ${ratio ? times(ratio) : ''} |`

const range = ({ least, most }: Spread) => `${rounded(least)}–${rounded(most)}`

const times = ({ median, least, most }: Spread) => `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`
