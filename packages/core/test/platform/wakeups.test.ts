import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { NetworkChange } from '../../src/index.ts'
import { createWakeups, type Wakeup } from '../../src/platform/wakeups.ts'
import { fakeNetwork } from '../support/fake-network.ts'

function listen() {
  const network = fakeNetwork()
  const wakeups = createWakeups(network)
  const heard: Wakeup[] = []
  const subscribe = () => wakeups.subscribe((wakeup) => heard.push(wakeup))
  return { network, wakeups, heard, subscribe }
}

describe('wake-ups', () => {
  it.each<[NetworkChange, Wakeup[]]>([
    ['visible', ['woke']],
    ['pageshow', ['woke']],
    ['pageshow-persisted', ['unfrozen']],
    ['online', ['online']],
    ['offline', []],
    ['pagehide', []],
    ['freeze', []],
    ['resume', []],
  ])('at %s are %o', (change, expected) => {
    const { network, heard, subscribe } = listen()
    subscribe()
    network.say(change)
    expect(heard).toEqual(expected)
  })

  it('reach all listeners over one subscription, which ends with the last of them', () => {
    const { network, heard, subscribe } = listen()
    expect(network.listeners).toBe(0)
    const stops = [subscribe(), subscribe(), subscribe()]
    expect(network.listeners).toBe(1)
    network.say('visible')
    expect(heard).toEqual(['woke', 'woke', 'woke'])
    stops[0]?.()
    stops[0]?.()
    network.say('visible')
    expect(heard).toHaveLength(5)
    for (const stop of stops) stop()
    expect(network.listeners).toBe(0)
    subscribe()
    network.say('online')
    expect(heard.at(-1)).toBe('online')
  })

  it('do not reach a listener that another has just removed', () => {
    const { network, wakeups, heard } = listen()
    let stopSecond: () => void = () => undefined
    wakeups.subscribe(() => stopSecond())
    stopSecond = wakeups.subscribe((wakeup) => heard.push(wakeup))
    network.say('visible')
    expect(heard).toEqual([])
  })

  it('reach the others when a listener throws, which the page is told of', () => {
    const { network, wakeups, heard, subscribe } = listen()
    const thrown = new Error('mine')
    const reportError = vi.fn()
    vi.stubGlobal('reportError', reportError)
    onTestFinished(() => void vi.unstubAllGlobals())
    wakeups.subscribe(() => {
      throw thrown
    })
    subscribe()
    network.say('visible')
    expect([heard, reportError.mock.calls]).toEqual([['woke'], [[thrown]]])
  })

  it('know whether the browser says offline', () => {
    const { network, wakeups } = listen()
    network.goOffline()
    expect(wakeups.online).toBe(false)
    network.goOnline()
    expect(wakeups.online).toBe(true)
  })
})
