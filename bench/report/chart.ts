import { ours } from '../peers/peers.ts'
import type { Comparison, Row } from './compare.ts'
import { rounded } from './rounded.ts'
import { medianText } from './table.ts'

const size = { width: 760, labels: 210, values: 150, row: 30, top: 56 }
const barsWidth = size.width - size.labels - size.values

/** Bars, one for each peer, with the range of the rounds: an SVG that is legible on light and on dark pages. */
export function chartOf({ scenario, transport, figure, unit, better, rows }: Comparison): string {
  const known = rows.flatMap(({ value }) => (value === 'failed' ? [] : [value.median, value.most]))
  const most = Math.max(...known.filter(Number.isFinite))
  const xOf = (value: number) => size.labels + (barsWidth * Math.min(value, most)) / most
  const height = size.top + rows.length * size.row + 10
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${height}" width="${size.width}" height="${height}" role="img">`,
    `<title>${scenario}, ${transport}: ${figure}</title>`,
    style,
    `<text class="title" x="0" y="18">${scenario}, ${transport}</text>`,
    `<text class="unit" x="0" y="38">${figure}: ${unit}, ${better} is better</text>`,
    ...rows.map((row, place) => barOf(row, { y: size.top + place * size.row, xOf })),
    '</svg>',
    '',
  ].join('\n')
}

interface Bar {
  readonly y: number
  xOf(value: number): number
}

function barOf({ peer, value }: Row, { y, xOf }: Bar): string {
  const middle = y + 11
  const label = `<text x="${size.labels - 10}" y="${middle + 4}" text-anchor="end">${peer}</text>`
  if (value === 'failed' || !Number.isFinite(value.median))
    return `${label}<text x="${size.labels + 6}" y="${middle + 4}">${medianText(value)}</text>`
  const { median, least, most } = value
  const [from, to, end] = [least, most, median].map((value) => xOf(value).toFixed(1)) as [string, string, string]
  const afterBar = Math.max(Number(to), Number(end)) + 8
  return [
    label,
    `<rect class="${peer === ours ? 'own' : 'other'}" x="${size.labels}" y="${y}" width="${(Number(end) - size.labels).toFixed(1)}" height="22" rx="2"/>`,
    `<path class="range" d="M${from} ${middle}H${to}M${from} ${middle - 4}v8M${to} ${middle - 4}v8"/>`,
    `<text x="${afterBar.toFixed(1)}" y="${middle + 4}">${rounded(median)}</text>`,
  ].join('')
}

const style = `<style>
text { font: 13px system-ui, sans-serif; fill: #1f2937 }
.title { font-size: 16px; font-weight: 600 }
.unit { fill: #6b7280 }
.own { fill: #2563eb }
.other { fill: #9ca3af }
.range { stroke: #111827; fill: none }
@media (prefers-color-scheme: dark) {
  text { fill: #e5e7eb }
  .unit { fill: #9ca3af }
  .own { fill: #60a5fa }
  .other { fill: #4b5563 }
  .range { stroke: #f9fafb }
}
</style>`
