import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { defaultRetryDelay } from '../../src/linked-transport/retry-delay.ts'

/** The same at each dial, or another each time. */
type Chance = number | readonly number[]
const fromList = (chances: readonly number[]) => {
  let count = 0
  return () => chances[count++ % chances.length] ?? 0
}

/** When the dials are made of a page whose server refuses them, as seen from the first. */
function dialTimes({ chance, hasFallback, dialMs = 0 }: { chance: Chance; hasFallback: boolean; dialMs?: number }) {
  const random = typeof chance === 'number' ? () => chance : fromList(chance)
  const retryDelay = defaultRetryDelay(fakeClock({ random }))
  const times = [0]
  for (let attempt = 1; attempt <= 40; attempt++) {
    const downForMs = (times.at(-1) ?? 0) + dialMs
    const isFallback = hasFallback && attempt === 1
    times.push(downForMs + (isFallback ? 0 : retryDelay({ attempt, downForMs, sinceDialMs: dialMs })))
  }
  return times
}

describe('the default retry delay', () => {
  it.each([true, false])(
    'gives a server that refuses at once 4 dials in 3 s and 12 in a minute (fallback: %s)',
    (hasFallback) => {
      fc.assert(
        fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (chance) => {
          const times = dialTimes({ chance, hasFallback })
          expect(times.filter((at) => at < 3_000).length).toBeLessThanOrEqual(4)
          expect(times.filter((at) => at < 60_000).length).toBeLessThanOrEqual(12)
        }),
      )
    },
  )

  it('dials again between 2 and 3 s, so that a cut of 2 s shows nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (chance) => {
        // The line was lost first: its loss is the first attempt, and no dial.
        const [, ...dials] = dialTimes({ chance, hasFallback: false })
        expect(dials.filter((at) => at >= 2_000 && at < 3_000)).not.toEqual([])
      }),
    )
  })

  it('dials a server that is back within 0.6 times as long as it was away', () => {
    const chances = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(chances, fc.integer({ min: 4_000, max: 60_000 }), (chance, outageMs) => {
        const next = dialTimes({ chance, hasFallback: false }).find((at) => at >= outageMs) ?? Infinity
        expect(next - outageMs).toBeLessThanOrEqual(0.6 * outageMs)
      }),
    )
  })

  it.each([
    [0, 400],
    [2400, 400],
    [6000, 1000],
    [60_000, 10_000],
    [3_600_000, 10_000],
  ])('after %d ms of trouble is %d ms at most, where the dial itself took its time', (downForMs, mostMs) => {
    const longest = defaultRetryDelay(fakeClock({ random: () => 1 }))
    expect(longest({ attempt: 7, downForMs, sinceDialMs: 13_000 })).toBe(mostMs)
  })

  it('is spread by chance', () => {
    const delays = [0, 0.5, 1].map((chance) =>
      defaultRetryDelay(fakeClock({ random: () => chance }))({ attempt: 9, downForMs: 60_000, sinceDialMs: 0 }),
    )
    expect(delays).toEqual([10_000, 10_750, 11_500])
  })
})
