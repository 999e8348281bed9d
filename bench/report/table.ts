import type { Comparison } from './compare.ts'
import { rounded } from './rounded.ts'
import type { Spread } from './statistics.ts'

/** A comparison as a table in Markdown. */
export function tableOf({ scenario, figure, transport, unit, better, rows }: Comparison): string {
  return [
    `**${scenario}, ${transport}: ${figure}** (${unit}, ${better} is better)`,
    '',
    '| | median | rounds | ours is … times as good |',
    '|---|--:|--:|--:|',
    ...rows.map(
      ({ peer, value, ratio }) => `| ${peer} | ${rounded(value.median)} | ${range(value)} | ${times(ratio)} |`,
    ),
    '',
  ].join('\n')
}

const range = ({ least, most }: Spread) => `${rounded(least)}–${rounded(most)}`

/** Where one of the two has never come there is no ratio. */
const times = ({ median, least, most }: Spread) =>
  Number.isFinite(median) ? `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})` : ''
