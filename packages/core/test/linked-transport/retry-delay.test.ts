import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { defaultRetryDelay } from '../../src/linked-transport/retry-delay.ts'

describe('the default retry delay', () => {
  const longest = ({ downForMs }: { downForMs: number }) =>
    defaultRetryDelay(fakeClock({ random: () => 1 }))({ attempt: 1, downForMs })

  it.each([
    [0, 400],
    [2400, 400],
    [6000, 1000],
    [60_000, 10_000],
    [3_600_000, 10_000],
  ])('after %d ms of trouble is %d ms at most', (downForMs, mostMs) => {
    expect(longest({ downForMs })).toBe(mostMs)
  })

  it('is spread by chance from 0 to that', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(10_000_000), (chance, downForMs) => {
        const delayMs = defaultRetryDelay(fakeClock({ random: () => chance }))({ attempt: 7, downForMs })
        expect(delayMs).toBeCloseTo(chance * longest({ downForMs }))
      }),
    )
  })
})
