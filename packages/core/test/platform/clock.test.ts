import { afterEach, describe, expect, it, vi } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { abortableDelay, startStopwatch, systemClock } from '../../src/platform/clock.ts'

describe('a stopwatch', () => {
  it('counts what passes between readings', async () => {
    const clock = fakeClock()
    const watch = startStopwatch(clock)
    await clock.advance(30)
    expect(watch.elapsedMs()).toBe(30)
    await clock.advance(12)
    expect(watch.elapsedMs()).toBe(42)
  })

  it('counts the time a machine sleeps, which the monotonic clock may miss', async () => {
    const clock = fakeClock()
    const watch = startStopwatch(clock)
    await clock.advance(10)
    clock.jumpWallClock(5000)
    expect(watch.elapsedMs()).toBe(5010)
  })

  it('takes nothing away when the wall clock is set back, also later on', async () => {
    const clock = fakeClock()
    const watch = startStopwatch(clock)
    await clock.advance(100)
    clock.jumpWallClock(-3_600_000)
    expect(watch.elapsedMs()).toBe(100)
    await clock.advance(50)
    expect(watch.elapsedMs()).toBe(150)
  })

  it.each([
    [1, 0],
    [100, 0],
    [1, 1],
    [100, 100],
  ])('counts no rounding, to %i and %i ms, however often it is read', (wallStepMs, monotonicStepMs) => {
    let ms = 0.7
    const rounded = (value: number, stepMs: number) => (stepMs ? Math.floor(value / stepMs) * stepMs : value)
    const clock = {
      ...fakeClock(),
      now: () => rounded(1_000_000_033 + ms, wallStepMs),
      monotonic: () => rounded(ms, monotonicStepMs),
    }
    const watch = startStopwatch(clock)
    for (let reading = 0; reading < 2000; reading++) {
      ms += 0.4
      watch.elapsedMs()
    }
    expect(Math.abs(watch.elapsedMs() - 800)).toBeLessThanOrEqual(monotonicStepMs + 0.001)
  })

  it('begins anew when restarted, without what passed before', async () => {
    const clock = fakeClock()
    const watch = startStopwatch(clock)
    await clock.advance(100)
    clock.jumpWallClock(1000)
    watch.restart()
    expect(watch.elapsedMs()).toBe(0)
    await clock.advance(7)
    expect(watch.elapsedMs()).toBe(7)
  })
})

describe('a delay', () => {
  it('resolves when its time has come, not before', async () => {
    const clock = fakeClock()
    const done = vi.fn()
    void abortableDelay(clock, 100, new AbortController().signal).then(done)
    await clock.advance(99)
    expect(done).not.toHaveBeenCalled()
    await clock.advance(1)
    expect(done).toHaveBeenCalledOnce()
  })

  it('resolves at once and leaves no timer when aborted', async () => {
    const clock = fakeClock()
    const scope = new AbortController()
    const waiting = abortableDelay(clock, 100, scope.signal)
    scope.abort()
    await waiting
    expect(clock.pending).toBe(0)
  })

  it('does not begin under a signal that has aborted', async () => {
    const clock = fakeClock()
    await abortableDelay(clock, 100, AbortSignal.abort())
    expect(clock.pending).toBe(0)
  })
})

describe('the system clock', () => {
  afterEach(() => vi.useRealTimers())

  it('tells the time and chance of the platform', () => {
    vi.useFakeTimers({ now: 1234 })
    expect(systemClock.now()).toBe(1234)
    const before = systemClock.monotonic()
    vi.advanceTimersByTime(5)
    expect(systemClock.monotonic() - before).toBe(5)
    const chance = systemClock.random()
    expect(chance).toBeGreaterThanOrEqual(0)
    expect(chance).toBeLessThan(1)
  })

  it('runs a timer once, and not at all when cancelled', () => {
    vi.useFakeTimers()
    const run = vi.fn()
    const cancelled = vi.fn()
    systemClock.after(10, run)
    systemClock.after(10, cancelled)()
    vi.advanceTimersByTime(100)
    expect(run).toHaveBeenCalledOnce()
    expect(cancelled).not.toHaveBeenCalled()
  })

  it.each([2 ** 31, Number.MAX_SAFE_INTEGER, Infinity])('does not run at once what is to wait for %d ms', (delayMs) => {
    const timer = vi.spyOn(globalThis, 'setTimeout')
    systemClock.after(delayMs, () => undefined)()
    expect(timer.mock.calls[0]?.[1]).toBe(2 ** 31 - 1)
    timer.mockRestore()
  })
})
