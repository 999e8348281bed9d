import { describe, expect, it } from 'vitest'
import { tabWorld } from './support/tab-world.ts'

describe('S6: to the server the browser is one page', () => {
  it('S6: each tab that leads has the same page id, and only what a visitor did takes the session', async () => {
    const { openTabs, clock, server } = tabWorld()
    const tabs = await openTabs(4)
    for (const tab of tabs.slice(0, 3)) {
      tab.crash()
      await clock.advance(500)
    }
    expect(tabs[3]?.session.status).toBe('connected')
    expect(server.attaches.map(({ take }) => take)).toEqual([true, false, false, false])
    expect(new Set(server.attaches.map(({ pageId }) => pageId)).size).toBe(1)
  })

  it('S6: a tab that leads before it was told which page the browser is has kept it', async () => {
    const { openTabs, openTab, clock, server, browser } = tabWorld()
    const [leader] = await openTabs(1)
    browser.delayMs = 2000
    const other = openTab()
    other.open()
    await clock.advance(100)
    leader?.crash()
    await clock.advance(10_000)
    expect(other.session.status).toBe('connected')
    expect(new Set(server.attaches.map(({ pageId }) => pageId)).size).toBe(1)
  })

  it('S6: a browser that keeps nothing is one page all the same: its tabs tell each other', async () => {
    const blocked = {
      getItem: () => {
        throw new Error('the storage is blocked')
      },
      setItem: () => undefined,
      removeItem: () => undefined,
    }
    const { openTabs, clock, server } = tabWorld()
    const [leader, other] = await openTabs(2, { tabs: { storage: blocked } })
    leader?.crash()
    await clock.advance(500)
    expect(other?.session.status).toBe('connected')
    expect(server.attaches).toHaveLength(2)
    expect(new Set(server.attaches.map(({ pageId }) => pageId)).size).toBe(1)
  })

  it('S6: a tab that is opened beside the others takes nothing from anybody, and asks the server nothing', async () => {
    const { openTabs, server } = tabWorld()
    const tabs = await openTabs(5)
    expect(server.attaches).toHaveLength(1)
    expect(tabs.map(({ session }) => session.status)).toEqual(Array(5).fill('connected'))
  })

  it('S6: another browser takes the chat over, and every tab is told', async () => {
    const { openTabs, openTab, otherBrowser, clock, openLines } = tabWorld()
    const tabs = await openTabs(3)
    const ends: string[] = []
    for (const { session, name } of tabs) session.onSessionEnded(({ reason }) => ends.push(`${name}: ${reason}`))
    const home = otherBrowser()
    const elsewhere = openTab({ home })
    elsewhere.open()
    await clock.advance(500)
    expect(elsewhere.session.status).toBe('connected')
    expect(ends.sort()).toEqual(['T1: taken-over', 'T2: taken-over', 'T3: taken-over'])
    expect([openLines(), openLines(home)]).toEqual([0, 1])
    await clock.advance(60_000)
    expect(elsewhere.session.status).toBe('connected') // Nothing takes it back by itself.
  })

  it('S6: what the visitor does in a tab takes the chat back for all that ask', async () => {
    const { openTabs, openTab, otherBrowser, clock, leaders } = tabWorld()
    const [first, second] = await openTabs(2)
    const elsewhere = openTab({ home: otherBrowser() })
    elsewhere.open()
    await clock.advance(500)
    second?.open()
    await clock.advance(500)
    first?.open()
    await clock.advance(500)
    expect([first?.session.status, second?.session.status]).toEqual(['connected', 'connected'])
    expect(leaders()).toHaveLength(1)
    expect(elsewhere.session.status).toBe('ended')
  })

  it('S6: what the visitor does while the leader has lost its line takes the chat back', async () => {
    const { openTabs, openTab, otherBrowser, clock } = tabWorld()
    const [leader] = await openTabs(1)
    leader?.faults.set({ refuse: true })
    leader?.cut()
    const elsewhere = openTab({ home: otherBrowser() })
    elsewhere.open()
    await clock.advance(1000)
    const opened = openTab()
    opened.open()
    await clock.advance(100)
    leader?.faults.set({ refuse: false })
    await clock.advance(20_000)
    expect([leader?.session.status, opened.session.status]).toEqual(['connected', 'connected'])
    expect(elsewhere.session.status).toBe('ended')
  })

  it('S6: a leader that was frozen does not tell of a take-over that its browser has undone meanwhile', async () => {
    const { openTabs, openTab, otherBrowser, clock, leaders } = tabWorld()
    for (let time = 0; time < 12; time++) {
      const [first, second] = await openTabs(2)
      const elsewhere = openTab({ home: otherBrowser() })
      first?.freeze()
      elsewhere.open() // The line of the first tells it, once it thaws.
      await clock.advance(30_000)
      second?.open()
      await clock.advance(1000)
      first?.thaw()
      await clock.advance(3000)
      expect([first?.session.status, second?.session.status]).toEqual(['connected', 'connected'])
      expect(leaders()).toEqual([second])
      for (const tab of [first, second, elsewhere]) tab?.close()
      await clock.advance(1000)
    }
  })
})
