import { describe, expect, it, onTestFinished } from 'vitest'
import { fakeClock, settle } from '../../../../test/support/fake-clock.ts'
import { type NetworkChange } from '../../src/index.ts'
import { startStopwatch } from '../../src/platform/clock.ts'
import { createWakeups } from '../../src/platform/wakeups.ts'
import { waitToRetry } from '../../src/linked-transport/retry-wait.ts'
import { fakeNetwork } from '../support/fake-network.ts'

function wait({ delayMs = 400, offline = false } = {}) {
  const clock = fakeClock()
  const network = fakeNetwork()
  const wakeups = createWakeups(network)
  if (offline) network.goOffline()
  const scope = new AbortController()
  let over = false
  void waitToRetry({ delayMs, sinceDial: startStopwatch(clock), clock, wakeups, signal: scope.signal }).then(() => {
    over = true
    expect({ timers: clock.pending, listeners: network.listeners }).toEqual({ timers: 0, listeners: 0 })
  })
  onTestFinished(() => scope.abort())
  const isOver = async () => {
    await settle()
    return over
  }
  return { clock, network, scope, isOver }
}

describe('waiting to retry', () => {
  it('lasts its delay', async () => {
    const { clock, isOver } = wait()
    await clock.advance(399)
    expect(await isOver()).toBe(false)
    await clock.advance(1)
    expect(await isOver()).toBe(true)
  })

  it.each<NetworkChange>(['online', 'visible', 'pageshow', 'pageshow-persisted'])(
    'ends at once on %s',
    async (change) => {
      const { network, isOver } = wait()
      network.say(change)
      expect(await isOver()).toBe(true)
    },
  )

  it.each<NetworkChange>(['offline', 'pagehide'])('goes on at %s', async (change) => {
    const { network, isOver } = wait()
    network.say(change)
    expect(await isOver()).toBe(false)
  })

  it('goes on while the browser says offline, until it says online', async () => {
    const { clock, network, isOver } = wait({ offline: true })
    await clock.advance(20_000)
    network.say('visible')
    expect(await isOver()).toBe(false)
    network.goOnline()
    expect(await isOver()).toBe(true)
  })

  it('notices that the browser went offline meanwhile', async () => {
    const { clock, network, isOver } = wait()
    await clock.advance(100)
    network.goOffline()
    await clock.advance(1000)
    expect(await isOver()).toBe(false)
  })

  it('ends offline all the same when nothing has been tried for 30 s', async () => {
    const { clock, isOver } = wait({ offline: true })
    await clock.advance(29_999)
    expect(await isOver()).toBe(false)
    await clock.advance(1)
    expect(await isOver()).toBe(true)
  })

  it('keeps to these 30 s when the clock is set back', async () => {
    const { clock, isOver } = wait({ offline: true })
    clock.jumpWallClock(-3_600_000)
    await clock.advance(30_000)
    expect(await isOver()).toBe(true)
  })

  it('keeps to a delay longer than 30 s', async () => {
    const { clock, isOver } = wait({ delayMs: 40_000, offline: true })
    await clock.advance(39_999)
    expect(await isOver()).toBe(false)
    await clock.advance(1)
    expect(await isOver()).toBe(true)
  })

  it('ends at once when its connection is closed, at any time', async () => {
    const { scope, isOver } = wait({ offline: true })
    scope.abort()
    expect(await isOver()).toBe(true)
    const clock = fakeClock()
    const network = fakeNetwork()
    const signal = AbortSignal.abort()
    await waitToRetry({ delayMs: 1, sinceDial: startStopwatch(clock), clock, wakeups: createWakeups(network), signal })
    expect({ timers: clock.pending, listeners: network.listeners }).toEqual({ timers: 0, listeners: 0 })
  })
})
