import { expect, test } from 'vitest'
import { transports } from '../../integration/support/serve-pages.ts'
import { inATable, type Figure } from './figures.ts'
import { measureFallback, measureLine } from './line-times.ts'
import { measureOpening } from './opening-times.ts'
import { measureReplay } from './replay-times.ts'

/**
 * `npm run measure` holds the figures to their targets, on a machine that does nothing else. In the whole test run they share
 * it with everything: there a figure may be three times its target, but no more than 4 s beyond it, so that one deadline is
 * never taken for the next (5 s after a send for 15 s of silence, 3.5 s before the fallback for 10 s without one).
 */
const isStrict = process.env['TIMINGS_STRICT'] !== undefined
const mostMs = ({ targetMs }: Figure) => (isStrict ? targetMs : targetMs + Math.min(2 * targetMs, 4_000))

function judge(title: string, figures: readonly Figure[]): void {
  console.log(inATable(title, figures))
  expect(figures.filter((figure) => figure.tookMs > mostMs(figure))).toEqual([])
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
  expect(largestFrameBytes).toBeLessThanOrEqual((transport === 'websocket' ? 16 : 256) * 1024 + 1_024) // and its headers
  expect(complete).toBe(true)
})

// Printed, not judged: two times so short say little on a machine that is busy. What travels is the same each time.
test.each(transports)('over %s a chat of 100,000 events opens like one of 50', async (transport) => {
  const { figures, short, long } = await measureOpening(transport)
  const [ofShort, ofLong] = figures.map(({ tookMs }) => tookMs)
  const ratio = (Number(ofLong) / Number(ofShort)).toFixed(2)
  console.log(inATable(`over ${transport}: ${ratio} × the time; ${short.bytes} and ${long.bytes} bytes`, figures, 'ms'))
  expect([short.events, long.events]).toEqual([50, 50])
  expect(long.bytes - short.bytes).toBeLessThan(1_000) // longer indexes
})
