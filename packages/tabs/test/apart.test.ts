import { describe, expect, it } from 'vitest'
import type { SharedByTabsOptions } from '../src/index.ts'
import { tabWorld } from './support/tab-world.ts'

/** By their prefix, and not by the key of what they lock. */
const isNamed = (name: string) => name.startsWith('chat-transport:')

type World = ReturnType<typeof tabWorld>

/** What a tab of the next version has: the same browser, in which lock, channel and what is kept have other names. */
function nextVersion({ browser, home }: World): SharedByTabsOptions {
  const { locks, openChannel } = browser.openTab()
  const named = (name: string) => name.replace(':1:', ':2:')
  return {
    locks: { request: (name, ...rest) => locks.request(named(name), ...rest) },
    openChannel: (name) => openChannel(named(name)),
    storage: {
      getItem: (key) => home.pageStorage.getItem(named(key)),
      setItem: (key, value) => home.pageStorage.setItem(named(key), value),
      removeItem: (key) => home.pageStorage.removeItem(named(key)),
    },
  }
}

describe('S9: tabs of another version', () => {
  it('S9: the names of lock, channel and what is kept say the version', async () => {
    const { openTabs, browser, home } = tabWorld()
    await openTabs(1)
    expect([...browser.holders.keys()].filter(isNamed)).toEqual(['chat-transport:1:shop'])
    expect([...browser.channelNames]).toEqual(['chat-transport:1:shop'])
    expect(home.pageStorage.getItem('chat-transport:1:shop:page')).toMatch(/./)
  })

  it('S9: neither wait for these nor follow them: they take the chat, as pages do', async () => {
    const world = tabWorld()
    const olds = await world.openTabs(2)
    const ends: string[] = []
    for (const { session, name } of olds) session.onSessionEnded(({ reason }) => ends.push(`${name}: ${reason}`))
    const [next] = await world.openTabs(1, { tabs: nextVersion(world) })
    await world.clock.advance(1000)
    expect(next?.session.status).toBe('connected')
    expect(next?.transport.leads).toBe(true)
    expect(ends.sort()).toEqual(['T1: taken-over', 'T2: taken-over'])
    await world.clock.advance(60_000)
    expect(next?.session.status).toBe('connected') // They do not take it from each other again and again.

    next?.say('in the new')
    await world.clock.advance(100)
    olds[0]?.open()
    olds[1]?.open()
    await world.clock.advance(1000)
    expect(olds.map(({ session }) => session.status)).toEqual(['connected', 'connected'])
    expect(olds.map((tab) => tab.shown())).toEqual([['in the new'], ['in the new']])
    expect(next?.session.status).toBe('ended')
    expect(world.server.texts()).toEqual(['in the new'])
  })
})

describe('S12: where tabs cannot share', () => {
  const refused = () => Promise.reject(new DOMException('denied', 'SecurityError'))
  const noChannel = () => {
    throw new DOMException('denied', 'SecurityError')
  }
  const withoutSharing: Readonly<Record<string, SharedByTabsOptions>> = {
    'the browser refuses the lock': { locks: { request: refused } },
    'the browser throws for the lock': {
      locks: {
        request: () => {
          throw new DOMException('denied', 'SecurityError')
        },
      },
    },
    'the browser aborts each request for the lock': {
      locks: { request: () => Promise.reject(new DOMException('gone', 'AbortError')) },
    },
    'the browser refuses the channel': { openChannel: noChannel },
    'the browser refuses what is said on the channel': {
      openChannel: () => ({ onmessage: null, postMessage: noChannel, close: () => undefined }),
    },
  }
  for (const [why, tabs] of Object.entries(withoutSharing))
    it(`S12: ${why}: each tab has its own line, and the log says so once`, async () => {
      const { openTab, clock, openLines } = tabWorld()
      const tab = openTab({ tabs })
      const leading: boolean[] = []
      tab.transport.onLeading((leads) => leading.push(leads))
      tab.open()
      await clock.advance(500)
      expect(tab.session.status).toBe('connected')
      expect(leading).toEqual([true])
      tab.say('alone')
      tab.putAway()
      await clock.advance(1000)
      tab.comeBack()
      await clock.advance(3000)
      expect([tab.session.status, tab.shown(), openLines()]).toEqual(['connected', ['alone'], 1])
      expect(tab.warnings.filter((text) => text.startsWith('tabs:'))).toHaveLength(1)

      const other = openTab({ tabs })
      other.open()
      await clock.advance(1000)
      expect([tab.session.status, other.session.status]).toEqual(['ended', 'connected']) // as without this package
    })

  // In Node there are no Web Locks.
  it('S12: there are no Web Locks or channels: each tab has its own line, and the log says so once', async () => {
    const { openTab, clock, home } = tabWorld()
    const tabs = [0, 1].map(() => openTab({ tabs: withoutBrowser }))
    for (const tab of tabs) {
      tab.open()
      await clock.advance(500)
    }
    expect(tabs.map(({ session }) => session.status)).toEqual(['ended', 'connected'])
    expect(tabs.map(({ transport }) => transport.leads)).toEqual([true, true])
    tabs[1]?.say('alone')
    tabs[1]?.cut()
    await clock.advance(3000)
    expect(tabs[1]?.shown()).toEqual(['alone'])
    await tabs[1]?.session.detach()
    tabs[1]?.open()
    await clock.advance(500)
    expect(tabs[1]?.session.status).toBe('connected')
    for (const { warnings } of tabs) expect(warnings.filter((text) => text.startsWith('tabs:'))).toHaveLength(1)
    expect(home.browser.channelNames.size).toBe(0)
  })
})

const withoutBrowser = { locks: undefined, openChannel: undefined } as unknown as SharedByTabsOptions
