import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { silentLogger, type NetworkChange, type RetryDelay } from '../../src/index.ts'
import { fakeNetwork } from '../support/fake-network.ts'
import { openConnected, openConnection, retryDelayMs } from '../support/open-connection.ts'
import type { ScriptedLink } from '../support/scripted-link.ts'

/** A policy that says what it was asked. */
function recordedPolicy(delayMs = retryDelayMs) {
  const asked: Parameters<RetryDelay>[0][] = []
  const policy: RetryDelay = (failure) => (asked.push(failure), delayMs)
  return { asked, policy }
}

describe('retrying', () => {
  it('begins with the first connection and tells each attempt before it is made', async () => {
    const { clock, dial, dials, listener } = await openConnection()
    const cause = new Error('refused')
    dial.drop(cause)
    await settle()
    expect(listener.retries).toEqual([{ attempt: 1, at: clock.now() + retryDelayMs, cause }])
    await clock.advance(retryDelayMs - 1)
    expect(dials).toHaveLength(1)
    await clock.advance(1)
    expect(dials).toHaveLength(2)
    expect(listener.path).toEqual([])
  })

  it('asks the policy with the attempt and the time since the line was last stable', async () => {
    const { asked, policy } = recordedPolicy(1000)
    const { clock, links } = await openConnection({ options: { retryDelayMs: policy } })
    for (let attempt = 1; attempt <= 3; attempt++) {
      links[0]?.dial.drop()
      await clock.advance(1000)
    }
    expect(asked).toEqual([
      { attempt: 1, downForMs: 0, sinceDialMs: 0 },
      { attempt: 2, downForMs: 1000, sinceDialMs: 0 },
      { attempt: 3, downForMs: 2000, sinceDialMs: 0 },
    ])
  })

  it('goes on for as long as it takes: a retry that fails is followed by the next (T11)', async () => {
    const { dials, dropAndRedial } = await openConnection()
    for (let attempt = 0; attempt < 50; attempt++) await dropAndRedial()
    expect(dials).toHaveLength(51)
  })

  it('starts over only after a line has been stable for 10 s', async () => {
    const { asked, policy } = recordedPolicy()
    const opened = await openConnection({ options: { retryDelayMs: policy } })
    const holdFor = async (ms: number) => {
      await opened.accept()
      await opened.clock.advance(ms)
      await opened.dropAndRedial()
    }
    await opened.dropAndRedial()
    await holdFor(9_999)
    await holdFor(10_000)
    await opened.dropAndRedial()
    expect(asked).toEqual([
      { attempt: 1, downForMs: 0, sinceDialMs: 0 },
      { attempt: 2, downForMs: retryDelayMs + 9_999, sinceDialMs: retryDelayMs + 9_999 },
      { attempt: 1, downForMs: 0, sinceDialMs: 0 },
      { attempt: 2, downForMs: retryDelayMs, sinceDialMs: 0 },
    ])
  })

  it('does not count the time of a first line for time without one', async () => {
    const { asked, policy } = recordedPolicy()
    const { clock, dropAndRedial } = await openConnected({ options: { retryDelayMs: policy } })
    await clock.advance(9_000)
    await dropAndRedial()
    await dropAndRedial()
    expect(asked).toEqual([
      { attempt: 1, downForMs: 0, sinceDialMs: 0 },
      { attempt: 2, downForMs: retryDelayMs, sinceDialMs: 0 },
    ])
  })

  it.each<NetworkChange>(['online', 'visible', 'pageshow'])('dials at once on %s', async (change) => {
    const { network, dial, dials } = await openConnected()
    dial.drop()
    await settle()
    expect(dials).toHaveLength(1)
    network.say(change)
    await settle()
    expect(dials).toHaveLength(2)
  })

  it('abandons a dial in flight when the network is back, and dials anew at once', async () => {
    const { network, dial, dials, listener } = await openConnection()
    network.say('visible')
    expect(dial.hungUp).toBe(false)
    network.goOnline()
    expect(dial.hungUp).toBe(true)
    await settle()
    expect(dials).toHaveLength(2)
    expect(listener.retries).toMatchObject([{ attempt: 1, at: 1_000_000 }])
  })

  it('leaves a line that has been answered alone when the network is back', async () => {
    const { network, dial, dials } = await openConnected()
    network.goOnline()
    await settle()
    expect(dial.hungUp).toBe(false)
    expect(dials).toHaveLength(1)
  })

  it('does not dial while the browser says offline, but at once when it says online', async () => {
    const { clock, network, dial, dials } = await openConnected()
    network.goOffline()
    dial.drop()
    await clock.advance(29_000)
    expect(dials).toHaveLength(1)
    network.goOnline()
    await settle()
    expect(dials).toHaveLength(2)
  })

  it('tells of the attempt that will really be made while the browser says offline', async () => {
    const { clock, dial, dials, network, listener } = await openConnection()
    network.goOffline()
    dial.drop()
    await settle()
    const told = listener.retries.at(-1)?.at ?? 0
    await clock.advance(told - clock.now() - 1)
    expect(dials).toHaveLength(1)
    await clock.advance(1)
    expect(dials).toHaveLength(2)
  })

  it('tries offline all the same when nothing has been tried for 30 s, each time', async () => {
    const network = fakeNetwork()
    network.goOffline()
    const { clock, links, dials } = await openConnection({ network })
    expect(dials).toHaveLength(1)
    for (let round = 1; round <= 3; round++) {
      links[0]?.dial.drop()
      await clock.advance(29_999)
      expect(dials).toHaveLength(round)
      await clock.advance(1)
      expect(dials).toHaveLength(round + 1)
    }
  })

  it('does not fall back to the next link while the browser says offline', async () => {
    const { clock, network, links } = await openConnection({ scripts: [{}, {}] })
    network.goOffline()
    links[0]?.dial.drop()
    await clock.advance(1000)
    expect(links[1]?.dials).toEqual([])
    network.goOnline()
    await settle()
    expect(links[1]?.dials).toHaveLength(1)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('mine')
      },
    ],
    ['gives no number', () => NaN],
    ['gives a negative one', () => -1],
    ['gives one without end', () => Infinity],
    ['gives text', () => '400' as unknown as number],
    ['gives nothing', () => undefined as unknown as number],
  ])('goes by the default, and says so to the developer, when the policy %s', async (_what, policy) => {
    const error = vi.fn()
    const logger = { ...silentLogger, error }
    const { clock, dial, dials } = await openConnection({ options: { retryDelayMs: policy, logger } })
    dial.drop()
    await clock.advance(199) // the default is chance (0.5) × 400 ms
    expect(dials).toHaveLength(1)
    await clock.advance(1)
    expect(dials).toHaveLength(2)
    expect(error).toHaveBeenCalledOnce()
  })
})

describe('falling back', () => {
  const twoLinks = { scripts: [{}, {}] }

  it('dials the next link after 3.5 s when the first is swallowed', async () => {
    const { clock, links } = await openConnection(twoLinks)
    await clock.advance(3499)
    expect(links[1]?.dials).toHaveLength(0)
    await clock.advance(1)
    expect(links[0]?.dial.hungUp).toBe(true)
    expect(links[1]?.dials).toHaveLength(1)
  })

  it('at once when it is refused, and tells it as an attempt', async () => {
    const { clock, links, listener } = await openConnection(twoLinks)
    links[0]?.dial.drop()
    await settle()
    expect(links[1]?.dials).toHaveLength(1)
    expect(listener.retries).toMatchObject([{ attempt: 1, at: clock.now() }])
  })

  it('gives the last link its 10 s, then waits and begins again with the first', async () => {
    const { clock, links } = await openConnection(twoLinks)
    await clock.advance(3500 + 9_999)
    expect(links[1]?.dial.hungUp).toBe(false)
    await clock.advance(1)
    expect(links[1]?.dial.hungUp).toBe(true)
    expect(links[0]?.dials).toHaveLength(1)
    await clock.advance(retryDelayMs)
    expect(links[0]?.dials).toHaveLength(2)
  })

  it('keeps to a shorter openTimeoutMs for every link', async () => {
    const { clock, links } = await openConnection({ ...twoLinks, options: { openTimeoutMs: 500 } })
    await clock.advance(500)
    expect(links[1]?.dials).toHaveLength(1)
    await clock.advance(500 + retryDelayMs)
    expect(links[0]?.dials).toHaveLength(2)
  })

  it('tries the link first that has been connected, and the others after it has failed twice running', async () => {
    const { clock, links } = await openConnection(twoLinks)
    const [first, second] = links as [ScriptedLink, ScriptedLink]
    const dialed = () => [first.dials.length, second.dials.length]
    first.dial.drop()
    await settle()
    second.dial.answer()
    await settle()
    second.dial.drop() // it was connected: this is no failure to connect
    await clock.advance(retryDelayMs)
    expect(dialed()).toEqual([1, 2])
    second.dial.drop()
    await clock.advance(retryDelayMs)
    expect(dialed()).toEqual([1, 3])
    second.dial.drop()
    await clock.advance(retryDelayMs)
    expect(dialed()).toEqual([2, 3])
  })

  it('makes only the first round without a wait: later the server has been asked before', async () => {
    const { clock, links } = await openConnection(twoLinks)
    const dialed = () => links.map(({ dials }) => dials.length)
    links[0]?.dial.drop()
    await settle()
    links[1]?.dial.drop()
    await clock.advance(retryDelayMs)
    links[0]?.dial.drop()
    await settle()
    expect(dialed()).toEqual([2, 1])
    await clock.advance(retryDelayMs)
    expect(dialed()).toEqual([2, 2])
  })

  it('repeats the same start on the next link', async () => {
    const { links } = await openConnection(twoLinks)
    links[0]?.dial.drop()
    await settle()
    expect(links[1]?.dial.attach).toBe(links[0]?.dial.attach)
  })

  it('never has two lines at once', async () => {
    const { clock, links } = await openConnection({ scripts: [{}, {}, {}] })
    const dials = () => links.flatMap((link) => link.dials)
    onTestFinished(() => expect(dials().length).toBeGreaterThan(5))
    for (let second = 0; second < 60; second++) {
      expect(dials().filter(({ hungUp }) => !hungUp).length).toBeLessThanOrEqual(1)
      await clock.advance(1000)
    }
  })
})
