import { expect, test } from 'vitest'
import { transports } from '../../integration/support/serve-pages.ts'
import { inATable, type Figure } from './figures.ts'
import { measureFallback, measureLine } from './line-times.ts'
import { measureReplay } from './replay-times.ts'

/**
 * `npm run measure` holds the figures to their targets, on a machine that does nothing else. In the whole test run they share
 * it with everything: there a figure that is out by `allowance` is a defect, and a smaller one says nothing.
 */
const isStrict = process.env['TIMINGS_STRICT'] !== undefined
const allowance = isStrict ? 1 : 3

function judge(title: string, figures: readonly Figure[]): void {
  console.log(inATable(title, figures))
  const counted = figures.filter(({ onQuietMachine }) => isStrict || !onQuietMachine)
  expect(counted.filter(({ tookMs, targetMs }) => tookMs > targetMs * allowance)).toEqual([])
}

test.each(transports)('over %s a dead line is noticed, and one that is well again used, in time', async (transport) => {
  judge(`over ${transport}`, await measureLine(transport))
})

test('where WebSocket is blocked, long-polling takes over in time', async () => {
  judge('from WebSocket to long-polling', await measureFallback())
})

test.each(transports)('over %s a long transcript is replayed in time, and starves nobody', async (transport) => {
  const { figures, largestFrameBytes, complete } = await measureReplay(transport)
  judge(`over ${transport}: frames up to ${Math.round(largestFrameBytes / 1024)} kB`, figures)
  expect(largestFrameBytes).toBeGreaterThan(0)
  expect(largestFrameBytes).toBeLessThanOrEqual(256 * 1024 + 1_024) // and its headers
  expect(complete).toBe(true)
})
