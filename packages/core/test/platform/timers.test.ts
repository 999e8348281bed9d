import { describe, expect, it, vi } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { startStopwatch } from '../../src/platform/clock.ts'
import { createWakeups } from '../../src/platform/wakeups.ts'
import { fakeNetwork } from '../support/fake-network.ts'
import { createDeadline, whenElapsed } from '../../src/platform/timers.ts'

/** A deadline, when it was reached, and how often a timer was armed for it. */
function watchDeadline() {
  const clock = fakeClock()
  const life = new AbortController()
  const { signal } = life
  const reachedAt: number[] = []
  let armed = 0
  const after = (delayMs: number, run: () => void) => {
    armed++
    return clock.after(delayMs, run)
  }
  const setDeadline = createDeadline({ clock: { ...clock, after }, signal }, () => reachedAt.push(clock.monotonic()))
  return { clock, life, setDeadline, reachedAt, armed: () => armed }
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
    const setDeadline = createDeadline({ clock, signal: new AbortController().signal }, () => {
      if (reachedAt.push(clock.monotonic()) === 1) setDeadline(50)
    })
    setDeadline(200)
    await clock.advance(1000)
    expect(reachedAt).toEqual([200, 250])
  })

  it('is cleared by the end of what it belongs to', async () => {
    const { clock, life, setDeadline, reachedAt } = watchDeadline()
    setDeadline(200)
    life.abort()
    expect(clock.pending).toBe(0)
    await clock.advance(1000)
    expect(reachedAt).toEqual([])
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

/** A timer of 3 s, when it ran, and how often a timer was armed for it. */
function watchElapsed(lateMs?: number) {
  const clock = fakeClock()
  const network = fakeNetwork()
  let armed = 0
  const after = (delayMs: number, run: () => void) => {
    armed++
    return clock.after(delayMs, run)
  }
  const watch = startStopwatch(clock)
  const ranAt: number[] = []
  let totalMs = 3000
  const timer = whenElapsed(() => totalMs - watch.elapsedMs(), {
    clock: { ...clock, after },
    wakeups: createWakeups(network),
    ...(lateMs !== undefined && { lateMs }),
    run: () => void ranAt.push(clock.monotonic()),
  })
  const left = () => ({ timers: clock.pending, listeners: network.listeners })
  const shorten = (ms: number) => (totalMs = ms)
  return { clock, network, watch, timer, ranAt, left, shorten, armed: () => armed }
}
const nothing = { timers: 0, listeners: 0 }

describe('a timer that a sleep does not fool', () => {
  it('runs once, when its time has passed, and leaves nothing', async () => {
    const { clock, ranAt, left } = watchElapsed()
    await clock.advance(10_000)
    expect([ranAt, left()]).toEqual([[3000], nothing])
  })

  it('counts a sleep, found at once when the page wakes', async () => {
    const { clock, network, ranAt, left } = watchElapsed()
    await clock.advance(1000)
    network.say('visible')
    expect(ranAt).toEqual([])
    clock.jumpWallClock(2000)
    network.say('visible')
    expect([ranAt, left()]).toEqual([[1000], nothing])
  })

  it('goes on for the remainder when it has been put off meanwhile', async () => {
    const { clock, watch, ranAt } = watchElapsed()
    await clock.advance(2000)
    watch.restart()
    await clock.advance(10_000)
    expect(ranAt).toEqual([5000])
  })

  it('looks within the time that it is asked to, and arms a timer only where none looks as soon', async () => {
    const { clock, timer, ranAt, shorten, armed } = watchElapsed()
    timer.checkWithin(3000)
    expect(armed()).toBe(1)
    timer.checkWithin(1000)
    for (let step = 0; step < 50; step++) {
      await clock.advance(10)
      timer.checkWithin(1000)
    }
    expect(armed()).toBe(2)
    shorten(800)
    await clock.advance(10_000)
    expect(ranAt).toEqual([1000])
  })

  it('looks once more when it comes too late, unless the page has just woken', async () => {
    const late = watchElapsed(1000)
    late.clock.jumpWallClock(5000)
    await late.clock.advance(3000)
    expect(late.ranAt).toEqual([])
    await late.clock.advance(1000)
    expect(late.ranAt).toEqual([4000])

    const woken = watchElapsed(1000)
    woken.clock.jumpWallClock(5000)
    woken.network.say('pageshow')
    expect(woken.ranAt).toEqual([0])
  })

  it('never runs once stopped, not even when asked to look', async () => {
    const { clock, timer, ranAt, left } = watchElapsed()
    timer.stop()
    expect(left()).toEqual(nothing)
    await clock.advance(10_000)
    timer.checkWithin(0)
    expect([ranAt, left()]).toEqual([[], nothing])
  })
})

describe('a remainder of rounding', () => {
  it('is waited for as a whole millisecond: a smaller one would move no clock, and be waited for again for ever', async () => {
    const clock = fakeClock({ startAt: 1_795_341_600_000 })
    const remainders = [1e-5, 0]
    const run = vi.fn()
    whenElapsed(() => remainders.shift() ?? 0, { clock, wakeups: createWakeups(fakeNetwork()), run })
    expect(run).not.toHaveBeenCalled()
    await clock.advance(1)
    expect(run).toHaveBeenCalledOnce()
  })
})
