import { describe, expect, it } from 'vitest'
import { tabWorld, type WorldTab } from './support/tab-world.ts'

describe('the lead goes from tab to tab', () => {
  it('at once, however often it has gone shortly before', async () => {
    const { openTabs, leaders, clock } = tabWorld()
    const tabs = await openTabs(7)
    const last = watched(tabs.at(-1), clock.monotonic)
    for (let change = 0; change < 5; change++) {
      leaders()[0]?.crash()
      await clock.advance(9_000)
    }
    expect(last.status).toBe('connected')
    expect(last.longestAwayMs).toBeLessThan(50)
  })

  it('at once where the browser says that it freezes the leader', async () => {
    const { openTabs, clock } = tabWorld()
    const [leader, other] = (await openTabs(2)) as [WorldTab, WorldTab]
    const told = watched(other, clock.monotonic)
    leader.network.say('freeze')
    leader.freeze()
    await clock.advance(100)
    expect(other.transport.leads).toBe(true)
    expect(told.status).toBe('connected')
    await clock.advance(60_000)
    leader.thaw()
    leader.network.say('resume')
    await clock.advance(100)
    expect([leader, other].map(({ transport }) => transport.leads)).toEqual([false, true])
    expect([leader, other].map(({ session }) => session.status)).toEqual(['connected', 'connected'])
  })

  it('past a frozen tab whose turn it is, before anybody is told of an interruption', async () => {
    const { openTabs, clock, leaders } = tabWorld()
    const [leader, frozen, ...others] = await openTabs(4)
    const tabs = others.map((tab) => watched(tab, clock.monotonic))
    frozen?.freeze()
    leader?.putAway()
    await clock.advance(10_000)
    expect(leaders()).toHaveLength(1)
    expect(tabs.map(({ status }) => status)).toEqual(['connected', 'connected'])
    expect(tabs.map(({ interruptions }) => interruptions)).toEqual([0, 0])
  })
})

it('all tabs are connected as soon as the leader has a line again, however often it was lost', async () => {
  const { openTabs, openLines, clock } = tabWorld()
  const tabs = await openTabs(4)
  for (let cut = 0; cut < 10; cut++) {
    tabs[0]?.cut()
    expect(openLines()).toBe(0)
    while (openLines() === 0) await clock.advance(10)
    await clock.advance(50)
    expect(tabs.map(({ session }) => session.status)).toEqual(tabs.map(() => 'connected'))
    await clock.advance(5_000)
  }
})

/** What a tab is told of its line from now on. */
function watched(tab: WorldTab | undefined, now: () => number) {
  if (!tab) throw new Error('there is no such tab')
  const { session } = tab
  let longestAwayMs = 0
  let interruptions = 0
  let awayAt: number | undefined
  session.onInterrupted(() => interruptions++)
  session.onStatusChanged(({ current }) => {
    if (current !== 'connected') awayAt ??= now()
    else if (awayAt !== undefined) {
      longestAwayMs = Math.max(longestAwayMs, now() - awayAt)
      awayAt = undefined
    }
  })
  return {
    get status() {
      return session.status
    },
    get longestAwayMs() {
      return longestAwayMs
    },
    get interruptions() {
      return interruptions
    },
  }
}
