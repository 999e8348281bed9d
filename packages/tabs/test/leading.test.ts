import { describe, expect, it } from 'vitest'
import { tabWorld } from './support/tab-world.ts'

describe('S1: one line for each session', () => {
  it('S1: five tabs share one line to the server, and show the same chat', async () => {
    const { openTabs, openLines, leaders, clock } = tabWorld()
    const tabs = await openTabs(5)
    expect(tabs.map(({ session }) => session.status)).toEqual(Array(5).fill('connected'))
    expect(openLines()).toBe(1)
    expect(leaders()).toHaveLength(1)

    for (const tab of tabs) tab.say(`from ${tab.name}`)
    await clock.advance(500)
    const said = tabs.map(({ name }) => `from ${name}`)
    for (const tab of tabs) expect(tab.shown()).toEqual(said)
  })

  it('S1: tabs that do not share what is stored have a session each, and one of them holds the line of each', async () => {
    const { openTab, ownStorage, clock, server, tabs, leaders } = tabWorld()
    for (let count = 0; count < 3; count++) openTab({ home: ownStorage() }).open()
    await clock.advance(500)
    expect(server.open()).toHaveLength(3)
    expect(leaders()).toHaveLength(1)
    expect(tabs.map(({ faults }) => faults.openLines)).toEqual([3, 0, 0])
  })

  it('S1: a duplicated tab, with a copy of its sessionStorage, shares the line of the first', async () => {
    const { openTab, ownStorage, clock, server, openLines } = tabWorld()
    const first = openTab({ home: ownStorage() })
    first.open()
    await clock.advance(500)
    first.say('in the first')
    await clock.advance(500)
    const copy = openTab({ home: ownStorage(first.home) })
    copy.open()
    await clock.advance(500)
    expect([first.session.status, copy.session.status]).toEqual(['connected', 'connected'])
    expect(copy.shown()).toEqual(['in the first'])
    expect([openLines(), server.attaches.length]).toEqual([1, 1])
  })
})

describe('S1: one line, for as long as a tab has the session', () => {
  it('S1: the line of a session whose tab has crashed is given up, though no tab says so', async () => {
    const { openTab, ownStorage, clock, openLines, server } = tabWorld()
    const tabs = [0, 1].map(() => openTab({ home: ownStorage() }))
    for (const tab of tabs) tab.open()
    await clock.advance(500)
    tabs[1]?.crash()
    await clock.advance(200_000)
    expect(openLines()).toBe(2) // It may be only hidden: its timers are slow.
    await clock.advance(150_000)
    expect(openLines()).toBe(1)
    expect(server.open().map(({ attached }) => attached)).toEqual([true, false])
  })

  it('S1: a machine that sleeps makes no tab forgotten', async () => {
    const { openTabs, clock } = tabWorld()
    const tabs = await openTabs(3)
    const told: string[] = []
    for (const { session } of tabs) session.onStatusChanged(({ current }) => told.push(current))
    for (let night = 0; night < 5; night++) {
      clock.jumpWallClock(8 * 3_600_000)
      await clock.advance(100_000)
    }
    expect(told).toEqual([])
  })
})

describe('S1: all show the same', () => {
  it('S1: an event that did not come over the channel is noticed, also if it is the last', async () => {
    const { openTabs, clock, browser, server } = tabWorld()
    const [, other] = await openTabs(2)
    browser.drops = 1
    server.agentSays()
    await clock.advance(500)
    browser.drops = 0
    await clock.advance(10_000)
    expect(other?.shown()).toEqual(['agent.1'])
  })

  it('S1: a tab that leads goes on where it is, and tells what came meanwhile', async () => {
    const { openTabs, clock, browser, server } = tabWorld()
    const [leader, next, other] = await openTabs(3)
    server.agentSays()
    await clock.advance(500)
    const { length } = next?.session.transcript ?? []
    browser.releaseMs = 1000
    leader?.crash()
    server.agentSays()
    await clock.advance(5000)
    expect(server.attaches.at(-1)).toMatchObject({ type: 'RestoreSession', after: length })
    for (const tab of [next, other]) expect(tab?.shown()).toEqual(['agent.1', 'agent.2'])
  })
})

describe('S2: two tabs never lead', () => {
  it('S2: the next leads when the leader is closed', async () => {
    const { openTabs, openLines, leaders, clock } = tabWorld()
    const [first, second, third] = await openTabs(3)
    expect(leaders()).toEqual([first])
    first?.close()
    await clock.advance(200)
    expect(leaders()).toEqual([second])
    expect(openLines()).toBe(1)
    second?.close()
    await clock.advance(200)
    expect(leaders()).toEqual([third])
    expect(third?.session.status).toBe('connected')
  })

  it('S2: a lock that is released late has nobody lead until then', async () => {
    const { openTabs, browser, leaders, clock } = tabWorld()
    const [first, second] = await openTabs(2)
    browser.releaseMs = 2000
    first?.crash()
    await clock.advance(1500)
    expect(leaders()).toEqual([])
    await clock.advance(1000)
    expect(leaders()).toEqual([second])
    expect(second?.session.status).toBe('connected')
  })

  it('S2: a leader that was frozen steps down when it finds that another leads', async () => {
    const { openTabs, openLines, leaders, clock } = tabWorld()
    const [first, second] = await openTabs(2)
    const told: boolean[] = []
    first?.transport.onLeading((leads) => told.push(leads))
    first?.freeze()
    await clock.advance(16_000)
    expect(leaders()).toEqual([second])
    first?.thaw()
    await clock.advance(100)
    expect(leaders()).toEqual([second])
    expect(told).toEqual([false])
    await clock.advance(2000)
    expect([first?.session.status, second?.session.status]).toEqual(['connected', 'connected'])
    expect(openLines()).toBe(1)
  })

  it('S2: it does so also where it hears of the other before it hears of the lock', async () => {
    const { openTabs, clock } = tabWorld()
    const [first] = await openTabs(2)
    first?.freeze()
    await clock.advance(16_000)
    first?.page.run()
    first?.page.hearMessages()
    expect(first?.transport.leads).toBe(false)
  })

  it('S2: the one that leads is found also where the clock has been set back', async () => {
    const { openTabs, leaders, clock } = tabWorld()
    const [first, second, third] = await openTabs(3)
    clock.jumpWallClock(-3_600_000)
    first?.crash()
    await clock.advance(200)
    const led: unknown[] = []
    for (let part = 0; part < 30; part++) {
      await clock.advance(1000)
      led.push(...leaders())
    }
    expect(new Set(led)).toEqual(new Set([second]))
    expect(third?.session.status).toBe('connected')
  })
})

describe('S3: a visible tab leads', () => {
  it('S3: a hidden leader hands over to a visible tab, a second after it came to the front', async () => {
    const { openTabs, clock, openLines, leaders } = tabWorld()
    const [leader, other] = await openTabs(2)
    leader?.hide()
    other?.show()
    await clock.advance(900)
    expect(leaders()).toEqual([leader])
    await clock.advance(1100)
    expect(leaders()).toEqual([other])
    expect(openLines()).toBe(1)
    expect([leader?.session.status, other?.session.status]).toEqual(['connected', 'connected'])
  })

  it('S3: a visible leader keeps the lead, and a hidden tab does not ask for it', async () => {
    const { openTabs, clock, leaders } = tabWorld()
    const [leader, visible, hidden] = await openTabs(3)
    hidden?.hide()
    visible?.show()
    await clock.advance(5000)
    expect(leaders()).toEqual([leader])
    leader?.hide()
    visible?.hide()
    await clock.advance(30_000)
    expect(leaders()).toEqual([leader])
  })

  it('S3: should the tab that asked be gone, the next in the queue leads', async () => {
    const { openTabs, browser, clock, leaders } = tabWorld()
    const [leader, asks, next] = await openTabs(3)
    next?.hide()
    leader?.hide()
    asks?.show()
    browser.delayMs = 100
    await clock.advance(1150) // The leader has been asked, and its answer is on its way.
    asks?.crash()
    await clock.advance(5000)
    expect(leaders()).toHaveLength(1)
    expect(leaders()).not.toContain(asks)
    expect(leaders()[0]?.session.status).toBe('connected')
  })
})

describe('S4: a leader that says nothing', () => {
  it('S4: is believed for no longer than silenceTimeoutMs', async () => {
    const { openTabs, clock, leaders } = tabWorld()
    const [leader, other] = await openTabs(2)
    leader?.freeze()
    await clock.advance(8000)
    expect(leaders()).toEqual([]) // It may be only slow.
    await clock.advance(7500) // and the time to attach
    expect(leaders()).toEqual([other])
    expect(other?.session.status).toBe('connected')
  })

  it('S4: is believed for as long as the application says', async () => {
    const { openTabs, clock, leaders } = tabWorld()
    const [leader, other] = await openTabs(2, { tabs: { silenceTimeoutMs: 5000 } })
    leader?.freeze()
    await clock.advance(5500)
    expect(leaders()).toEqual([other])
    expect(other?.session.status).toBe('connected')
  })

  it('S4: loses the lead also to a tab that is opened then', async () => {
    const { openTabs, openTab, clock, leaders } = tabWorld()
    const [leader] = await openTabs(1)
    leader?.freeze()
    const opened = openTab()
    opened.open()
    await clock.advance(15_000)
    expect(leaders()).toEqual([opened])
    expect(opened.session.status).toBe('connected')
  })

  it('S4: keeps the lead while it answers, however little is said', async () => {
    const { openTabs, clock, leaders } = tabWorld()
    const [leader, other] = await openTabs(2)
    leader?.hide()
    other?.hide()
    await clock.advance(600_000)
    expect(leaders()).toEqual([leader])
    expect(other?.session.status).toBe('connected')
  })
})

describe('S5: in pagehide', () => {
  it('S5: a leader gives up the lead and the channel, and comes back as one of the others', async () => {
    const { openTabs, clock, leaders, browser } = tabWorld()
    const [leader, other] = await openTabs(2)
    leader?.putAway()
    expect(leader?.page.openChannels).toBe(0)
    await clock.advance(500)
    expect([browser.holders.get('chat-transport:1:shop')]).toEqual([other?.page])
    expect(leaders()).toEqual([other])
    expect(other?.session.status).toBe('connected')
    leader?.comeBack()
    await clock.advance(500)
    expect([leader?.session.status, other?.session.status]).toEqual(['connected', 'connected'])
    expect(leaders()).toEqual([other])
  })

  it('S5: a tab that waits for the lead gives up its place in the queue', async () => {
    const { openTabs, clock, leaders, browser } = tabWorld()
    const [leader, away, other] = await openTabs(3)
    away?.putAway()
    expect(away?.page.openChannels).toBe(0)
    leader?.close()
    await clock.advance(500)
    expect([browser.holders.get('chat-transport:1:shop')]).toEqual([other?.page])
    expect(leaders()).toEqual([other])
  })

  it('S5: takes the lead from nobody until it takes part again, however soon it finds a leader silent', async () => {
    const { openTabs, clock, leaders, browser } = tabWorld()
    const [first, second] = await openTabs(2, { tabs: { silenceTimeoutMs: 1000 } })
    first?.network.say('pagehide')
    await clock.advance(900)
    expect([browser.holders.get('chat-transport:1:shop')]).toEqual([second?.page])
    expect(leaders()).toEqual([second])
    expect(second?.session.status).toBe('connected')
  })

  it('S5: a tab that was not put away takes part again after a second', async () => {
    const { openTabs, clock, leaders } = tabWorld()
    const [only] = await openTabs(1)
    only?.network.say('pagehide')
    await clock.advance(900)
    expect(leaders()).toEqual([])
    await clock.advance(2000)
    expect(leaders()).toEqual([only])
    expect(only?.session.status).toBe('connected')
  })
})
