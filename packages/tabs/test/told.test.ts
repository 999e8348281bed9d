import { createChat, linkedTransport, memoryStorage, silentLogger, type OpenLink } from '@chat-transport/core'
import { describe, expect, it, vi } from 'vitest'
import { fakeNetwork } from '../../core/test/support/fake-network.ts'
import { sharedByTabs } from '../src/index.ts'
import { tabWorld, type WorldTab } from './support/tab-world.ts'

const statusOf = ({ session }: WorldTab) => session.status

/** What each tab is told of its line from here on. */
function toldTo(tabs: readonly WorldTab[]) {
  const told = tabs.map((): string[] => [])
  tabs.forEach(({ session }, place) => {
    session.onStatusChanged(({ current }) => told[place]?.push(current))
    session.onError(({ error }) => told[place]?.push(`error ${error.code}`))
  })
  return told
}

describe('S10: what the page is told of the line is told of the real one', () => {
  it('S10: a tab is not connected while the leader is not', async () => {
    const { openTabs, clock } = tabWorld()
    const tabs = await openTabs(3)
    tabs[0]?.faults.set({ refuse: true })
    tabs[0]?.cut()
    await clock.advance(10)
    expect(tabs.map(statusOf)).toEqual(Array(3).fill('reconnecting'))
    await clock.advance(3000)
    expect(tabs.map(statusOf)).toEqual(Array(3).fill('interrupted'))
    tabs[0]?.faults.set({ refuse: false })
    await clock.advance(20_000)
    expect(tabs.map(statusOf)).toEqual(Array(3).fill('connected'))
  })

  it('S10: tabs that open, and a change of the leader, are nothing to warn of', async () => {
    const { openTabs, clock } = tabWorld()
    const tabs = await openTabs(3)
    tabs[0]?.close()
    await clock.advance(1000)
    for (const { warnings } of tabs) expect(warnings).toEqual([])
  })

  it('S10: a short cut is told as reconnecting, a long one as error 150 and interrupted, once', async () => {
    const { openTabs, clock } = tabWorld()
    const tabs = await openTabs(3)
    const told = toldTo(tabs)
    tabs[0]?.cut()
    await clock.advance(2500)
    for (const each of told) expect(each).toEqual(['reconnecting', 'connected'])

    tabs[0]?.faults.set({ refuse: true })
    tabs[0]?.cut()
    await clock.advance(15_000)
    tabs[0]?.faults.set({ refuse: false })
    await clock.advance(30_000)
    for (const each of told) expect(each.slice(2)).toEqual(['reconnecting', 'error 150', 'interrupted', 'connected'])
  })

  it('S10: since is the last proof of life of the real line', async () => {
    const { openTabs, clock } = tabWorld()
    const tabs = await openTabs(2)
    const since: number[] = []
    for (const { session } of tabs)
      session.onStatusChanged(({ current, since: at }) => current === 'reconnecting' && since.push(at))
    tabs[0]?.faults.silence()
    const silentFrom = clock.now()
    await clock.advance(40_000)
    expect(since).toHaveLength(2)
    for (const at of since) expect(Math.abs(at - silentFrom)).toBeLessThan(6000) // a heartbeat before it
  })

  it('S10: each attempt to reach the server is told in each tab', async () => {
    const { openTabs, clock } = tabWorld()
    const tabs = await openTabs(2)
    const retries: string[] = []
    for (const { chat, name } of tabs) chat.onRetry(({ cause }) => retries.push(`${name}: ${cause.message}`))
    tabs[0]?.faults.set({ refuse: true })
    tabs[0]?.cut()
    await clock.advance(500)
    expect(retries).toContain('T1: the line was cut')
    expect(retries).toContain('T2: the line was cut')
  })

  it('S10: every tab is told how the session ended, also one that was frozen then', async () => {
    const { openTabs, clock, server } = tabWorld()
    const tabs = await openTabs(3)
    const ends: string[] = []
    for (const { session, name } of tabs) session.onSessionEnded(({ reason }) => ends.push(`${name}: ${reason}`))
    tabs[2]?.freeze()
    await server.open()[0]?.end('closed')
    await clock.advance(100)
    expect(ends.sort()).toEqual(['T1: closed', 'T2: closed'])
    tabs[2]?.thaw()
    await clock.advance(30_000)
    expect(ends.sort()).toEqual(['T1: closed', 'T2: closed', 'T3: closed'])
  })

  it('S10: what a tab says last, leaving, ends the chat in every tab', async () => {
    const { openTabs, clock } = tabWorld()
    const tabs = await openTabs(3)
    void tabs[1]?.session.leave()
    await clock.advance(500)
    expect(tabs.map(statusOf)).toEqual(Array(3).fill('ended'))
  })

  it('S10: a session that the server has forgotten has expired in every tab', async () => {
    const { openTabs, clock, server } = tabWorld()
    const tabs = await openTabs(3)
    const ends: string[] = []
    for (const { session } of tabs) session.onSessionEnded(({ reason }) => ends.push(reason))
    await server.backend.expire(server.open()[0]?.id ?? '')
    await clock.advance(10_000)
    expect(ends).toEqual(['expired', 'expired', 'expired'])
  })

  it('S10: a start that the server cannot read is tried five times, and no more by each tab', async () => {
    const { clock, browser } = tabWorld()
    let dials = 0
    const unreadable: OpenLink = () => {
      dials += 1
      return Promise.reject(Object.assign(new Error('bad request'), { status: 400 }))
    }
    const { locks, openChannel } = browser.openTab()
    const network = { online: true, subscribe: () => () => undefined }
    const line = linkedTransport({ name: 'memory', open: unreadable, clock, network })
    const transport = sharedByTabs(line, { name: 'shop', clock, network, locks, openChannel })
    const session = createChat({ transport, clock, network }).openSession()
    const ends: unknown[] = []
    session.onSessionEnded(({ reason, cause }) => ends.push(reason, (cause as Error).message))
    await clock.advance(120_000)
    expect(dials).toBe(5)
    expect(ends).toEqual(['refused', 'unable to start: the server cannot read the attach'])
  })
})

describe('one logger is enough: that of the chat', () => {
  const noAnswer = () => Promise.reject(new Error('ECONNREFUSED'))

  /** A tab that leads, on a server that does not answer. */
  function unreachable({ isGiven = false } = {}) {
    const { clock, browser } = tabWorld()
    const lines: string[] = []
    const at =
      (level: string) =>
      (text: string, ...details: unknown[]) =>
        lines.push([level, text, ...details.map((detail) => (detail as Error).message)].join(' '))
    const logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
    const network = fakeNetwork()
    const { locks, openChannel } = browser.openTab()
    const line = linkedTransport({ name: 'memory', open: noAnswer, clock, network })
    const place = { name: 'shop', clock, network, locks, openChannel, ...(isGiven && { logger }) }
    const chat = createChat({
      transport: sharedByTabs(line, place),
      clock,
      network,
      storage: memoryStorage(),
      ...(!isGiven && { logger }),
    })
    chat.openSession()
    return { clock, network, chat, lines, warnings: () => lines.filter((text) => text.startsWith('warn')) }
  }
  const noConnection =
    'warn memory: no connection yet: wrong URL, server down, or origin not allowed (CORS, CSP)? ECONNREFUSED'

  it.each([true, false])(
    'is told why there is no line, once, and of each attempt (given to the tabs: %s)',
    async (isGiven) => {
      const { clock, warnings, lines } = unreachable({ isGiven })
      await clock.advance(20_000)
      expect(warnings()).toEqual([noConnection])
      expect(lines).toContainEqual(expect.stringMatching(/^info dial memory \(attempt 3\)/))
      expect(lines).toContainEqual(expect.stringMatching(/^info retry in .* s \(attempt 3\)/))
      expect(lines).toContain('info tabs: this tab leads')
    },
  )

  it('so that the report of the chat tells it, too', async () => {
    const { clock, chat } = unreachable()
    await clock.advance(1000)
    expect(chat.report()).toMatch(/warn memory: no connection yet/)
    expect(chat.report()).toMatch(/info lost: Error/)
  })

  it('hears nothing of a wrong cause when the page goes away', async () => {
    const { clock, network, warnings } = unreachable()
    await clock.advance(1000)
    network.say('pagehide')
    await clock.advance(500)
    expect(warnings()).toEqual([noConnection])
  })

  it('is told in a tab that follows, too, why there is no line', async () => {
    const logs: string[] = []
    const { openTabs, clock } = tabWorld({ log: (line) => logs.push(line) })
    const tabs = await openTabs(2)
    tabs[0]?.faults.set({ refuse: true })
    tabs[0]?.cut()
    await clock.advance(5000)
    const inT2 = logs.filter((line) => line.includes(' T2 info tabs: the tab that leads dials again'))
    expect(inT2.length).toBeGreaterThan(1)
  })

  it('of a page with two chats, each tells of its own line', async () => {
    const { clock, browser } = tabWorld()
    const network = fakeNetwork()
    const { locks, openChannel } = browser.openTab()
    const line = linkedTransport({ name: 'memory', open: noAnswer, clock, network })
    const transport = sharedByTabs(line, { name: 'shop', clock, network, locks, openChannel })
    const warn = [vi.fn(), vi.fn()] as const
    for (const [place, told] of warn.entries())
      createChat({
        transport,
        clock,
        network,
        storage: memoryStorage(),
        logger: { ...silentLogger, warn: told },
      }).openSession({ nickname: `${place}` })
    await clock.advance(20_000)
    for (const told of warn) expect(told).toHaveBeenCalledOnce()
  })
})
