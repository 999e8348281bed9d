import { describe, expect, it } from 'vitest'
import { placeOf } from '../src/session-copy/place-of.ts'
import { loneLeader, restoring, type LeaderLine } from './support/lone-leader.ts'
import { tabWorld, type TabWorldOptions, type WorldTab } from './support/tab-world.ts'

const textsUpTo = (count: number) => Array.from({ length: count }, (_, index) => `text ${index + 1}`)

/** A chat in which so much was said, in a page that is gone. */
async function longChat(count: number, options?: TabWorldOptions) {
  const world = tabWorld(options)
  const [before] = await world.openTabs(1)
  for (const text of textsUpTo(count)) {
    before?.say(text)
    await world.clock.advance(100)
  }
  before?.close()
  await world.clock.advance(1000)
  /** Opens a tab that shows the newest events at first, or all. */
  const openWith = async (last?: number): Promise<WorldTab> => {
    const tab = world.openTab()
    tab.open(last === undefined ? {} : { last })
    await world.clock.advance(1000)
    return tab
  }
  return { ...world, openWith }
}

describe('a tab that wants more of the transcript than the leader has', () => {
  it('is shown all of it, and the leader no more than it had', async () => {
    const { openWith, leaders, server } = await longChat(10)
    const leader = await openWith(2)
    expect(leader.shown()).toEqual(['text 9', 'text 10'])
    const other = await openWith()
    expect(leaders()).toEqual([leader])
    expect(other.session.status).toBe('connected')
    expect(other.shown()).toEqual(textsUpTo(10))
    expect(other.session.hasEarlier).toBe(false)
    expect(leader.shown()).toEqual(['text 9', 'text 10'])
    expect([...leader.wrongs, ...other.wrongs]).toEqual([])
    expect(server.attaches).toHaveLength(2) // that of the page before, and the leader's
  })

  it('is shown as much as it asks for', async () => {
    const { openWith } = await longChat(10)
    await openWith(2)
    const other = await openWith(5)
    expect(other.shown().slice(-5)).toEqual(textsUpTo(10).slice(-5))
    expect(other.session.hasEarlier).toBe(true)
  })

  it('is shown all of it also where the server gives it in many parts', async () => {
    const { openWith } = await longChat(250, { server: { limits: { commandsPerSecond: 20 } } as never })
    await openWith(2)
    const other = await openWith()
    expect(other.shown()).toEqual(textsUpTo(250))
  })

  it('is shown all of it also where the line is lost while the leader reads', async () => {
    const { openWith, openTab, clock } = await longChat(10)
    const leader = await openWith(2)
    leader.silence()
    const other = openTab()
    other.open()
    await clock.advance(1000)
    expect(other.shown()).toEqual([])
    leader.cut()
    await clock.advance(10_000)
    expect(other.shown()).toEqual(textsUpTo(10))
    expect(other.session.status).toBe('connected')
  })

  it('goes on from there when it leads', async () => {
    const { openWith, clock, leaders, server } = await longChat(10)
    const leader = await openWith(2)
    const other = await openWith()
    leader.crash()
    await clock.advance(500)
    expect(leaders()).toEqual([other])
    other.say('one more')
    await clock.advance(500)
    expect(other.shown()).toEqual([...textsUpTo(10), 'one more'])
    expect(server.attaches.at(-1)).toMatchObject({ type: 'RestoreSession', take: false })
  })
})

describe('tabs that load earlier events', () => {
  it('are each given their own, also at the same moment', async () => {
    const { openWith, clock, server } = await longChat(20)
    const tabs = [await openWith(2), await openWith(2), await openWith(2)]
    const loaded: unknown[] = []
    server.readsFor(100)
    for (const { session } of tabs)
      session.loadEarlier(5).then(
        (more) => loaded.push(more),
        (error: unknown) => loaded.push(error),
      )
    await clock.advance(3000)
    expect(loaded).toEqual([{ more: true }, { more: true }, { more: true }])
    for (const tab of tabs) expect(tab.shown()).toEqual(textsUpTo(20).slice(-7))
    expect(tabs.flatMap(({ errors }) => errors)).toEqual([])
  })

  it('keep no new tab from what it wants, which the leader reads at the same moment', async () => {
    const { openWith, openTab, clock, server } = await longChat(20)
    const leader = await openWith(2)
    server.readsFor(100)
    const loading = leader.session.loadEarlier(5)
    const other = openTab()
    other.open()
    await clock.advance(3000)
    expect(await loading).toEqual({ more: true })
    expect(leader.shown()).toEqual(textsUpTo(20).slice(-7))
    expect(other.shown()).toEqual(textsUpTo(20))
  })
})

describe('the leader, which reads what a tab lacks', () => {
  const message = (index: number) => ({ type: 'EventMessage', index, id: `m${index}` })
  const messages = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, place) => message(from + place))

  /** It has the last two of ten events, and a tab wants them all. */
  function readingLeader() {
    const world = loneLeader()
    const { attaches, lines, toldTo } = world
    attaches('A', restoring({ last: 2 }))
    const [line] = lines as [LeaderLine]
    line.opens({ head: 10, from: 9 })
    for (const event of messages(9, 10)) line.listener.onEvent(event)
    attaches('B', restoring())
    toldTo('A')
    const answers = (events: readonly unknown[]) => {
      const { id } = line.written.at(-1) ?? {}
      line.listener.onEvent({ type: 'EventTranscript', commandId: id, events })
    }
    const indexesToldTo = (tab: string) =>
      toldTo(tab).flatMap((told) =>
        told.kind === 'events' ? told.events.map((event) => placeOf(event).index ?? 0) : [],
      )
    return { ...world, line, answers, indexesToldTo }
  }

  it('asks for it in parts, and tells nobody but the tab, once all is there', () => {
    const { line, answers, indexesToldTo } = readingLeader()
    expect(line.written).toMatchObject([{ type: 'ReadTranscript', before: 9, limit: 200 }])
    answers(messages(4, 8))
    expect(line.written.at(-1)).toMatchObject({ before: 4 })
    expect(indexesToldTo('B')).toEqual([])
    answers(messages(1, 3))
    expect(indexesToldTo('B')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(indexesToldTo('A')).toEqual([])
    expect(line.written).toHaveLength(2)
  })

  it.each([
    ['nothing', []],
    ['what leads no further', [message(3)]],
    ['what it has already', [message(9)]],
  ])('takes an answer with %s for the last one', (_, events) => {
    const { line, answers, indexesToldTo } = readingLeader()
    answers(events)
    expect(line.written).toHaveLength(1)
    expect(indexesToldTo('B')).toEqual([0, 9, 10])
  })

  it('gives what it has where the server refuses', () => {
    const { line, indexesToldTo, attaches, toldTo } = readingLeader()
    const { id } = line.written.at(-1) ?? {}
    line.listener.onEvent({ type: 'EventError', commandId: id, error: { code: 52, description: 'not now' } })
    expect(indexesToldTo('B')).toEqual([0, 9, 10])
    expect(toldTo('A')).toEqual([])
    attaches('C', restoring())
    expect(line.written).toHaveLength(1)
    expect(indexesToldTo('C')).toEqual([0, 9, 10])
  })

  it('asks anew on the next line for what was asked for on one that was lost', () => {
    const { line, answers, indexesToldTo, attaches } = readingLeader()
    line.listener.onConnectivity({ current: 'reconnecting', previous: 'connected', since: 0 })
    line.opens({ head: 10 })
    attaches('B', restoring(), 2)
    expect(line.written).toHaveLength(2)
    answers(messages(1, 8))
    expect(indexesToldTo('B').slice(-10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('asks for one thing at a time, also where a tab reads, too', () => {
    const { line, answers, indexesToldTo, says } = readingLeader()
    says('A', { type: 'ReadTranscript', id: 'of A', before: 9, limit: 3 })
    expect(line.written).toHaveLength(1)
    answers(messages(1, 8))
    expect(line.written.at(-1)).toMatchObject({ id: 'of A' })
    expect(indexesToldTo('B')).toHaveLength(11)
    answers(messages(6, 8))
    expect([indexesToldTo('A'), indexesToldTo('B')]).toEqual([[0], []])
  })
})
