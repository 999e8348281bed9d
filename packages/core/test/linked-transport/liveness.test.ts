import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { createWakeups } from '../../src/platform/wakeups.ts'
import { watchLiveness, type Liveness } from '../../src/linked-transport/liveness.ts'
import { fakeNetwork } from '../support/fake-network.ts'

/** A line that is caught up. */
function watch(options?: { patience?: number }) {
  const watched = watchOne(options)
  watched.liveness.caughtUp()
  return watched
}

function watchOne({ silenceTimeoutMs = 15_000, patience = 1 } = {}) {
  const clock = fakeClock()
  const network = fakeNetwork()
  const life = new AbortController()
  const deaths: string[] = []
  let armed = 0
  const after = (delayMs: number, run: () => void) => {
    armed++
    return clock.after(delayMs, run)
  }
  const liveness = watchLiveness({
    silenceTimeoutMs,
    patience,
    clock: { ...clock, after },
    wakeups: createWakeups(network),
    signal: life.signal,
    silent(why) {
      deaths.push(why)
      life.abort()
    },
  })
  onTestFinished(() => {
    life.abort()
    expect({ timers: clock.pending, listeners: network.listeners }).toEqual({ timers: 0, listeners: 0 })
  })
  return { clock, network, liveness, life, deaths, armed: () => armed }
}

const awaits = (liveness: Liveness, bytes = 0) => liveness.awaiting({ bytes: () => bytes, lost: () => undefined })

describe('liveness', () => {
  it('ends with the silence that is too long, and says how long it was', async () => {
    const { clock, deaths } = watch()
    await clock.advance(14_999)
    expect(deaths).toEqual([])
    await clock.advance(1)
    expect(deaths).toEqual(['unable to trust the line: nothing arrived for 15000 ms'])
  })

  it('goes on with every sign of life, on one timer', async () => {
    const { clock, liveness, deaths } = watch()
    for (let beat = 0; beat < 20; beat++) {
      await clock.advance(10_000)
      liveness.heard()
      expect(clock.pending).toBe(1)
    }
    expect(deaths).toEqual([])
    await clock.advance(14_999)
    expect(deaths).toEqual([])
    await clock.advance(1)
    expect(deaths).toHaveLength(1)
  })

  it('finds on waking, by the wall clock, that the line slept too long', async () => {
    const { clock, network, deaths } = watch()
    await clock.advance(1000)
    clock.jumpWallClock(13_000)
    network.say('visible')
    expect(deaths).toEqual([])
    clock.jumpWallClock(1000)
    network.say('pageshow')
    expect(deaths).toHaveLength(1)
  })

  it('is not put off by a clock set back', async () => {
    const { clock, deaths } = watch()
    await clock.advance(5000)
    clock.jumpWallClock(-3_600_000)
    await clock.advance(10_000)
    expect(deaths).toHaveLength(1)
  })

  it('gives a deadline that comes more than 1 s late one second more, once', async () => {
    const { clock, deaths } = watch()
    clock.jumpWallClock(1001) // the timer of 15 s will find 16.001 s passed
    await clock.advance(15_000)
    expect(deaths).toEqual([])
    await clock.advance(999)
    expect(deaths).toEqual([])
    await clock.advance(1)
    expect(deaths).toHaveLength(1)
  })

  it('ends 1 s after the visitor speaks, when a sleep has woken nobody', async () => {
    const { clock, liveness, deaths } = watch()
    clock.jumpWallClock(600_000)
    for (let tenth = 0; tenth < 10; tenth++) {
      expect(deaths).toEqual([])
      awaits(liveness)
      await clock.advance(100)
    }
    expect(deaths).toHaveLength(1)
  })

  it('takes a deadline up to 1 s late at its word', async () => {
    const { clock, deaths } = watch()
    clock.jumpWallClock(1000)
    await clock.advance(15_000)
    expect(deaths).toHaveLength(1)
  })

  it('lives on when the frames held up with the deadline arrive in that second', async () => {
    const { clock, liveness, deaths } = watch()
    clock.jumpWallClock(20_000)
    await clock.advance(15_500)
    liveness.heard()
    await clock.advance(14_999)
    expect(deaths).toEqual([])
  })

  describe('of a line with a command unacknowledged', () => {
    it('ends after 5 s in which nothing arrives', async () => {
      const { clock, liveness, deaths } = watch()
      await clock.advance(1000)
      awaits(liveness)
      await clock.advance(4999)
      expect(deaths).toEqual([])
      await clock.advance(1)
      expect(deaths).toHaveLength(1)
    })

    it('lives on with whatever arrives, however slow the acknowledgement', async () => {
      const { clock, liveness, deaths } = watch()
      awaits(liveness)
      for (let frame = 0; frame < 10; frame++) {
        await clock.advance(4000)
        liveness.heard()
      }
      expect(deaths).toEqual([])
      await clock.advance(5000)
      expect(deaths).toHaveLength(1)
    })

    it('has 15 s again once it is acknowledged', async () => {
      const { clock, liveness, deaths } = watch()
      const acknowledged = awaits(liveness)
      await clock.advance(4000)
      acknowledged()
      await clock.advance(10_999)
      expect(deaths).toEqual([])
      await clock.advance(1)
      expect(deaths).toHaveLength(1)
    })

    it('counts from the last acknowledgement while others are awaited', async () => {
      const { clock, liveness, deaths } = watch()
      const first = awaits(liveness)
      awaits(liveness)
      await clock.advance(4000)
      first()
      await clock.advance(4999)
      expect(deaths).toEqual([])
      await clock.advance(1)
      expect(deaths).toHaveLength(1)
    })

    it('does not outlive a silence that is over sooner', async () => {
      const { clock, liveness, deaths } = watch()
      await clock.advance(12_000)
      awaits(liveness)
      await clock.advance(3000)
      expect(deaths).toHaveLength(1)
    })
  })

  it('arms no timer and counts no bytes for each command that is acknowledged in time', async () => {
    const { clock, liveness, deaths, armed } = watch()
    const bytes = vi.fn(() => 100)
    for (let command = 0; command < 1000; command++) {
      const acknowledged = liveness.awaiting({ bytes, lost: () => undefined })
      await clock.advance(5)
      liveness.heard()
      acknowledged()
    }
    expect(armed()).toBeLessThan(10)
    expect(bytes.mock.calls.length).toBeLessThan(10)
    liveness.awaiting({ bytes, lost: () => undefined })
    await clock.advance(5050)
    expect(deaths).toHaveLength(1)
  })

  it('finds a silence that only the patience with a large command had covered, once that is acknowledged', async () => {
    const { clock, liveness, deaths } = watch()
    const acknowledged = awaits(liveness, 60_000)
    await clock.advance(20_000)
    acknowledged()
    await clock.advance(1000)
    expect(deaths).toHaveLength(1)
  })

  it('gives a command the time it takes to go up at 2 kB/s, and the next one its own from when that was answered', async () => {
    const { clock, liveness, deaths } = watch()
    const first = awaits(liveness, 8_000)
    awaits(liveness, 4_000)
    await clock.advance(8_999)
    expect(deaths).toEqual([])
    first()
    liveness.heard()
    await clock.advance(6_999)
    expect(deaths).toEqual([])
    await clock.advance(1)
    expect(deaths).toHaveLength(1)
  })

  it('notices a half-open line in time, although the page goes on sending more than a slow line carries', async () => {
    const { clock, liveness, deaths } = watch()
    for (let second = 0; second < 7; second++) {
      expect(deaths).toEqual([])
      awaits(liveness, 4_000)
      await clock.advance(1_000)
    }
    expect(deaths).toHaveLength(1)
  })

  describe('after lines that were too slow', () => {
    it('is patient while the line catches up', async () => {
      const { clock, deaths } = watchOne({ patience: 4 })
      await clock.advance(59_999)
      expect(deaths).toEqual([])
      await clock.advance(1)
      expect(deaths).toHaveLength(1)
    })

    it('is patient while a command is unanswered', async () => {
      const { clock, liveness, deaths } = watch({ patience: 2 })
      awaits(liveness)
      await clock.advance(9_999)
      expect(deaths).toEqual([])
      await clock.advance(1)
      expect(deaths).toHaveLength(1)
    })

    it('is as strict as ever with a line that owes nothing', async () => {
      const { clock, liveness, deaths } = watchOne({ patience: 8 })
      await clock.advance(10_000)
      liveness.caughtUp()
      awaits(liveness, 60_000)()
      await clock.advance(4_999)
      expect(deaths).toEqual([])
      await clock.advance(1)
      expect(deaths).toHaveLength(1)
    })
  })

  it('leaves nothing behind when its line is over', async () => {
    const { clock, network, life, liveness, deaths } = watch()
    life.abort()
    liveness.heard()
    awaits(liveness)
    expect({ timers: clock.pending, listeners: network.listeners }).toEqual({ timers: 0, listeners: 0 })
    await clock.advance(60_000)
    expect(deaths).toEqual([])
  })
})
