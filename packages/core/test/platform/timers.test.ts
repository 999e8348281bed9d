import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { createDeadline } from '../../src/platform/timers.ts'

/** A deadline, when it was reached, and how often a timer was armed for it. */
function watchDeadline() {
  const clock = fakeClock()
  const reachedAt: number[] = []
  let armed = 0
  const after = (delayMs: number, run: () => void) => {
    armed++
    return clock.after(delayMs, run)
  }
  const setDeadline = createDeadline({ ...clock, after }, () => reachedAt.push(clock.monotonic()))
  return { clock, setDeadline, reachedAt, armed: () => armed }
}

describe('a deadline', () => {
  it('is reached once, when it is due', async () => {
    const { clock, setDeadline, reachedAt } = watchDeadline()
    setDeadline(200)
    await clock.advance(1000)
    expect([reachedAt, clock.pending]).toEqual([[200], 0])
  })

  it('can be put off any number of times, for two timers', async () => {
    const { clock, setDeadline, reachedAt, armed } = watchDeadline()
    setDeadline(5000)
    for (let step = 0; step < 100; step++) {
      await clock.advance(10)
      setDeadline(5000)
    }
    expect(armed()).toBe(1)
    await clock.advance(10_000)
    expect([reachedAt, armed()]).toEqual([[6000], 2])
  })

  it('can be brought forward', async () => {
    const { clock, setDeadline, reachedAt } = watchDeadline()
    setDeadline(5000)
    await clock.advance(100)
    setDeadline(200)
    await clock.advance(10_000)
    expect(reachedAt).toEqual([300])
  })

  it('can be set again by what it runs', async () => {
    const clock = fakeClock()
    const reachedAt: number[] = []
    const setDeadline = createDeadline(clock, () => {
      if (reachedAt.push(clock.monotonic()) === 1) setDeadline(50)
    })
    setDeadline(200)
    await clock.advance(1000)
    expect(reachedAt).toEqual([200, 250])
  })

  it('is never reached once cleared, and leaves no timer', async () => {
    const { clock, setDeadline, reachedAt } = watchDeadline()
    setDeadline(200)
    setDeadline(Infinity)
    expect(clock.pending).toBe(0)
    await clock.advance(1000)
    expect(reachedAt).toEqual([])
    setDeadline(200)
    await clock.advance(1000)
    expect(reachedAt).toEqual([1200])
  })
})
