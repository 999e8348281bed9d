import { describe, expect, it } from 'vitest'
import { tabWorld } from './support/tab-world.ts'

describe('tabs of one browser', () => {
  it('S1: share one line to the server, and show the same chat', async () => {
    const { openTabs, openLines, leaders, clock } = tabWorld()
    const tabs = await openTabs(5)
    expect(tabs.map(({ session }) => session.status)).toEqual(Array(5).fill('connected'))
    expect(openLines()).toBe(1)
    expect(leaders()).toHaveLength(1)

    for (const tab of tabs) void tab.session.sendMessage(`from ${tab.name}`)
    await clock.advance(500)
    const said = tabs.map(({ name }) => `from ${name}`)
    for (const tab of tabs) expect(tab.shown()).toEqual(said)
  })

  it('S2: two never lead at once, and the next leads when the leader closes', async () => {
    const { openTabs, openLines, leaders, clock } = tabWorld()
    const [first, ...others] = await openTabs(3)
    expect(first?.transport.leads).toBe(true)
    await Promise.all([first?.session.detach(), clock.advance(200)])
    expect(leaders()).toHaveLength(1)
    expect(openLines()).toBe(1)
    await others[0]?.session.sendMessage('still here').catch(() => undefined)
  })

  it('S2: what is said while the leader crashes arrives once, and no interruption is told', async () => {
    const { openTabs, clock, leaders, browser } = tabWorld()
    const tabs = await openTabs(5)
    const [leader, ...others] = tabs
    const interruptions: string[] = []
    for (const { session, name } of tabs) session.onInterrupted(() => interruptions.push(name))
    browser.releaseMs = 50
    for (const tab of others) void tab.session.sendMessage(`before ${tab.name}`)
    leader?.crash()
    for (const tab of others) void tab.session.sendMessage(`after ${tab.name}`)
    await clock.advance(20_000)

    expect(leaders().filter((tab) => tab !== leader)).toHaveLength(1)
    for (const tab of others) {
      expect(tab.session.status).toBe('connected')
      expect([...tab.shown()].sort()).toEqual(others.flatMap(({ name }) => [`before ${name}`, `after ${name}`]).sort())
      expect(tab.shown()).toEqual(others[0]?.shown())
    }
  })

  it('S4: a frozen leader is believed for no longer than silenceTimeoutMs', async () => {
    const { openTabs, clock } = tabWorld()
    const [leader, other] = await openTabs(2)
    leader?.freeze()
    await clock.advance(15_500) // and the time to attach
    expect(other?.transport.leads).toBe(true)
    expect(other?.session.status).toBe('connected')
  })

  it('S3: a hidden leader hands over to a visible tab', async () => {
    const { openTabs, clock, openLines } = tabWorld()
    const [leader, other] = await openTabs(2)
    if (!leader || !other) throw new Error('two tabs were opened')
    leader.network.hidden = true
    other.network.show()
    await clock.advance(2000)
    expect([leader.transport.leads, other.transport.leads]).toEqual([false, true])
    expect(openLines()).toBe(1)
    expect([leader.session.status, other.session.status]).toEqual(['connected', 'connected'])
  })

  it('S5: a leader that is put into the back/forward cache gives up the lead, and comes back as one of the others', async () => {
    const { openTabs, clock } = tabWorld()
    const [leader, other] = await openTabs(2)
    leader?.network.say('pagehide')
    await clock.advance(500)
    expect(leader?.page.openChannels).toBe(0)
    expect(other?.transport.leads).toBe(true)
    expect(other?.session.status).toBe('connected')
    leader?.network.say('pageshow-persisted')
    await clock.advance(500)
    expect(leader?.session.status).toBe('connected')
    expect(other?.session.status).toBe('connected')
    expect(other?.transport.leads).toBe(true)
  })
})
