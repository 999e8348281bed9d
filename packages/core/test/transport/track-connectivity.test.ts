import { describe, expect, it, onTestFinished } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { silentLogger, trackConnectivity } from '../../src/index.ts'
import { fakeNetwork } from '../support/fake-network.ts'
import { recordingListener } from '../support/recording-listener.ts'

const cause = new Error('lost')
const lastHeardAt = 999_000

function track({ interruptionTimeoutMs = 3000 } = {}) {
  const clock = fakeClock()
  const network = fakeNetwork()
  const listener = recordingListener()
  const life = new AbortController()
  const { signal } = life
  const tracker = trackConnectivity(listener, { interruptionTimeoutMs, clock, network, logger: silentLogger, signal })
  onTestFinished(() => {
    life.abort()
    expect({ timers: clock.pending, listeners: network.listeners }).toEqual({ timers: 0, listeners: 0 })
  })
  return { clock, network, listener, life, tracker }
}
function trackConnected(options?: { interruptionTimeoutMs?: number }) {
  const tracked = track(options)
  tracked.tracker.caughtUp()
  return tracked
}

describe('the connectivity tracker', () => {
  it('reports each change once, with its cause and the last proof of life', async () => {
    const { clock, tracker, listener } = trackConnected()
    tracker.caughtUp()
    await clock.advance(10)
    tracker.lost(cause, lastHeardAt)
    tracker.lost(new Error('again'), 1)
    await clock.advance(3000)
    tracker.caughtUp()
    expect(listener.changes).toEqual([
      { current: 'connected', previous: 'connecting', since: 1_000_000 },
      { current: 'reconnecting', previous: 'connected', since: lastHeardAt, cause },
      { current: 'interrupted', previous: 'reconnecting', since: lastHeardAt, cause },
      { current: 'connected', previous: 'interrupted', since: 1_003_010 },
    ])
  })

  it('delivers 150 at the limit, not before, and then says interrupted (T5)', async () => {
    const { clock, tracker, listener } = trackConnected()
    tracker.lost(cause, lastHeardAt)
    await clock.advance(2999)
    expect(listener.codes).toEqual([])
    await clock.advance(1)
    expect(listener.told.slice(-2)).toMatchObject([
      { what: 'event', event: { type: 'EventError', error: { code: 150 } } },
      { what: 'connectivity', change: { current: 'interrupted' } },
    ])
  })

  it('does so once per outage, and again in the next', async () => {
    const { clock, tracker, listener } = trackConnected()
    tracker.lost(cause, lastHeardAt)
    await clock.advance(60_000)
    tracker.lost(cause, lastHeardAt)
    tracker.answered()
    tracker.lost(cause, lastHeardAt)
    await clock.advance(60_000)
    expect(listener.codes).toEqual([150])
    tracker.caughtUp()
    tracker.lost(cause, lastHeardAt)
    await clock.advance(3000)
    expect(listener.codes).toEqual([150, 150])
  })

  it('does neither for a shorter outage, nor half a second into the next one (T6)', async () => {
    const { clock, tracker, listener } = trackConnected()
    tracker.lost(cause, lastHeardAt)
    await clock.advance(2900)
    tracker.caughtUp()
    tracker.lost(cause, lastHeardAt)
    await clock.advance(2900)
    tracker.caughtUp()
    await clock.advance(60_000)
    expect(listener.codes).toEqual([])
    expect(listener.path).not.toContain('interrupted')
  })

  it('does neither before the first connected (T6)', async () => {
    const { clock, tracker, listener } = track()
    tracker.lost(cause, lastHeardAt)
    tracker.answered()
    tracker.lost(cause, lastHeardAt)
    await clock.advance(60_000)
    expect(tracker.current).toBe('connecting')
    expect(listener.told).toEqual([])
  })

  it.each([0, 1, 500, 10_000])('keeps to a limit of %d ms', async (interruptionTimeoutMs) => {
    const { clock, tracker, listener } = trackConnected({ interruptionTimeoutMs })
    tracker.lost(cause, lastHeardAt)
    await clock.advance(Math.max(0, interruptionTimeoutMs - 1))
    expect(tracker.current).toBe(interruptionTimeoutMs === 0 ? 'interrupted' : 'reconnecting')
    await clock.advance(1)
    expect(listener.path).toEqual(['connected', 'reconnecting', 'interrupted'])
  })

  it('counts a sleep, found when the page wakes', async () => {
    const { clock, network, tracker, listener } = trackConnected()
    tracker.lost(cause, lastHeardAt)
    await clock.advance(100)
    network.say('visible')
    expect(tracker.current).toBe('reconnecting')
    clock.jumpWallClock(3000)
    network.say('visible')
    expect(tracker.current).toBe('interrupted')
    expect(listener.codes).toEqual([150])
  })

  it('counts a sleep, found by the timer when nobody says that the page woke', async () => {
    const { clock, tracker } = trackConnected()
    tracker.lost(cause, lastHeardAt)
    await clock.advance(1000)
    clock.jumpWallClock(60_000)
    await clock.advance(2000)
    expect(tracker.current).toBe('interrupted')
  })

  it.each([-3_600_000, -1])('is not put off by a clock set back by %d ms', async (jumpMs) => {
    const { clock, network, tracker } = trackConnected()
    tracker.lost(cause, lastHeardAt)
    await clock.advance(1000)
    clock.jumpWallClock(jumpMs)
    network.say('visible')
    await clock.advance(1999)
    expect(tracker.current).toBe('reconnecting')
    await clock.advance(1)
    expect(tracker.current).toBe('interrupted')
  })

  it('is halted by the attach answer for as long as the line catches up', async () => {
    const { clock, tracker, listener } = trackConnected()
    tracker.lost(cause, lastHeardAt)
    await clock.advance(2999)
    tracker.answered()
    await clock.advance(60_000)
    expect(tracker.current).toBe('reconnecting')
    tracker.caughtUp()
    expect(listener.path).toEqual(['connected', 'reconnecting', 'connected'])
  })

  it('goes on as if never halted when that line is lost: the rest of the time, or none', async () => {
    const soon = trackConnected()
    soon.tracker.lost(cause, lastHeardAt)
    await soon.clock.advance(1000)
    soon.tracker.answered()
    await soon.clock.advance(1500)
    soon.tracker.lost(cause, lastHeardAt)
    await soon.clock.advance(499)
    expect(soon.tracker.current).toBe('reconnecting')
    await soon.clock.advance(1)
    expect(soon.tracker.current).toBe('interrupted')

    const overdue = trackConnected()
    overdue.tracker.lost(cause, lastHeardAt)
    overdue.tracker.answered()
    await overdue.clock.advance(5000)
    overdue.tracker.lost(cause, lastHeardAt)
    expect(overdue.listener.path).toEqual(['connected', 'reconnecting', 'interrupted'])
  })

  it('stays interrupted until caught up, also when the attach has been answered', async () => {
    const { clock, tracker } = trackConnected()
    tracker.lost(cause, lastHeardAt)
    await clock.advance(3000)
    tracker.answered()
    expect(tracker.current).toBe('interrupted')
    tracker.caughtUp()
    expect(tracker.current).toBe('connected')
  })

  it('reports the end with its cause, and nothing after it', () => {
    const { tracker, listener } = trackConnected()
    tracker.close(cause)
    tracker.caughtUp()
    tracker.lost(cause, lastHeardAt)
    expect(listener.changes.at(-1)).toEqual({ current: 'closed', previous: 'connected', since: 1_000_000, cause })
  })

  it('says nothing once its signal has aborted, also when that happens inside the 150 handler (T9)', async () => {
    const { clock, tracker, listener, life } = trackConnected()
    listener.react(({ what }) => what === 'event' && life.abort())
    tracker.lost(cause, lastHeardAt)
    await clock.advance(3000)
    expect(listener.told.at(-1)).toMatchObject({ what: 'event' })
    expect(listener.path).toEqual(['connected', 'reconnecting'])
    expect(clock.pending).toBe(0)
  })

  it('keeps its timer when the listener throws', async () => {
    const { clock, tracker, listener } = trackConnected()
    listener.react(() => {
      throw new Error('mine')
    })
    tracker.lost(cause, lastHeardAt)
    await clock.advance(3000)
    expect(listener.path).toEqual(['connected', 'reconnecting', 'interrupted'])
  })
})
