import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { createPacing } from '../../src/outbox/command-pacing.ts'

describe('pacing', () => {
  it('says how long to wait', async () => {
    const clock = fakeClock()
    const pacing = createPacing(clock, 2)
    expect([pacing.take(), pacing.take(), pacing.take()]).toEqual([0, 0, 1000])
    await clock.advance(400)
    expect(pacing.take()).toBe(600)
    await clock.advance(600)
    expect(pacing.take()).toBe(0)
  })

  it('knows rates below one a second', async () => {
    const clock = fakeClock()
    const pacing = createPacing(clock, 0.5)
    expect([pacing.take(), pacing.take()]).toEqual([0, 2000])
  })

  it('never lets more through in any second, and lets that many through when asked often enough', async () => {
    const waits = fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 80 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), waits, async (perSecond, gaps) => {
        const clock = fakeClock()
        const pacing = createPacing(clock, perSecond)
        const sent: number[] = []
        for (const gap of gaps) {
          await clock.advance(gap)
          const inWindow = sent.filter((at) => at > clock.monotonic() - 1000).length
          const wait = pacing.take()
          expect(wait === 0).toBe(inWindow < perSecond)
          if (wait === 0) sent.push(clock.monotonic())
        }
      }),
      { numRuns: 40 },
    )
  })
})
