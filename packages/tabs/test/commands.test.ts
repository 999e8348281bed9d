import { ChatRefusal, type CommandDecorator } from '@chat-transport/backend'
import { describe, expect, it } from 'vitest'
import { loneLeader, restoring } from './support/lone-leader.ts'
import { tabWorld } from './support/tab-world.ts'

const noSwearing: CommandDecorator = (command) =>
  JSON.stringify(command).includes('swear') ? new ChatRefusal(51, 'not here') : command

/** Two tabs, of which one has said something that the channel has lost. */
async function afterLosing(text: string) {
  const world = tabWorld()
  const [, speaker] = await world.openTabs(2)
  world.browser.drops = 1
  speaker?.say(text)
  await world.clock.advance(0) // It is said.
  world.browser.drops = 0
  return { ...world, speaker }
}

describe('S7: a command belongs to the tab that said it', () => {
  it('S7: its error comes to that tab alone, and its event to all', async () => {
    const { openTabs, clock } = tabWorld({ server: { decorators: [noSwearing] } })
    const tabs = await openTabs(3)
    tabs[1]?.say('swear')
    tabs[1]?.say('sorry')
    await clock.advance(500)
    expect(tabs.map(({ rejected }) => rejected.length)).toEqual([0, 1, 0])
    expect(tabs.map(({ errors }) => errors.map(({ error }) => error.code))).toEqual([[], [51], []])
    expect(tabs.map((tab) => tab.failed())).toEqual([[], ['swear'], []])
    for (const tab of tabs) expect(tab.shown()).toEqual(['sorry'])
  })

  it('S7: an error that nobody asked for comes to all', async () => {
    const { openTabs, clock, server } = tabWorld()
    const tabs = await openTabs(3)
    server.open()[0]?.error(200, 'the agent is away')
    await clock.advance(100)
    expect(tabs.map(({ errors }) => errors.map(({ error }) => error.code))).toEqual([[200], [200], [200]])
  })

  it.each([
    ['error', { type: 'EventError', error: { code: 51, description: 'not here' } }],
    ['earlier events', { type: 'EventTranscript', events: [] }],
  ])('S7: the %s that a tab has asked for comes to no other when it is gone', (_, answer) => {
    const { lines, attaches, says, hear, toldTo } = loneLeader()
    attaches('A', restoring())
    attaches('B', restoring())
    lines[0]?.opens()
    says('A', { type: 'ReadTranscript', id: 'c1', before: 1, limit: 1 })
    hear('A', { kind: 'closed', connection: 'A', reason: 'detached' })
    toldTo('B')
    lines[0]?.listener.onEvent({ ...answer, commandId: 'c1' })
    expect(toldTo('B')).toEqual([])
  })

  it('S7: what the channel has lost is not overtaken by what was said after it', async () => {
    const { speaker, clock, server } = await afterLosing('one')
    speaker?.say('two')
    await clock.advance(1_000)
    expect(server.texts()).toEqual(['one', 'two'])
    expect(speaker?.shown()).toEqual(['one', 'two'])
  })

  it('S7: what the channel has lost is said again, also if nothing comes after it', async () => {
    const { clock, server } = await afterLosing('one')
    await clock.advance(5_000)
    expect(server.texts()).toEqual(['one'])
  })

  it('S7: an answer that the channel has lost comes all the same', async () => {
    const { openTabs, clock, browser } = tabWorld({ server: { decorators: [noSwearing] } })
    const [, speaker] = await openTabs(2)
    speaker?.say('swear')
    await clock.advance(0) // The leader has not heard it yet.
    browser.drops = 1
    await clock.advance(500)
    browser.drops = 0
    await clock.advance(5_000)
    expect(speaker?.failed()).toEqual(['swear'])
  })

  it('S7: what was said in a tab that is gone is said by another, once', async () => {
    const { openTabs, clock, server, browser } = tabWorld()
    const [leader, speaker, other] = await openTabs(3)
    browser.delayMs = 50
    leader?.cut()
    speaker?.say('last words')
    await clock.advance(10) // It is saved, and not said.
    speaker?.crash()
    await clock.advance(30_000)
    leader?.crash()
    await clock.advance(30_000)
    expect(server.texts()).toEqual(['last words'])
    expect(other?.shown()).toEqual(['last words'])
  })

  it('S7: what was said for a start that another tab has made is said in its session', async () => {
    const { openTab, clock, server } = tabWorld()
    const [first, second] = [openTab(), openTab()]
    first.open()
    first.putAway() // before it has an answer
    second.open()
    second.say('for the same start')
    await clock.advance(0)
    second.crash()
    first.comeBack()
    await clock.advance(5000)
    expect(first.session.status).toBe('connected')
    expect(server.texts()).toEqual(['for the same start'])
    expect([first.shown(), first.failed()]).toEqual([['for the same start'], []])
  })

  it('S7: typing in any of five tabs is typing, once, and it ends with the last', async () => {
    const { openTabs, clock, server } = tabWorld()
    const tabs = await openTabs(5)
    for (const { session } of tabs) session.sendTyping()
    await clock.advance(100)
    expect(server.typed).toEqual([true])
    for (const { session } of tabs.slice(1)) session.sendTyping(false)
    await clock.advance(100)
    expect(server.typed).toEqual([true])
    tabs[0]?.session.sendTyping(false)
    await clock.advance(100)
    expect(server.typed).toEqual([true, false])
  })

  it('S7: a tab that goes while the visitor types in it keeps no other from saying that they have stopped', async () => {
    const { openTabs, clock, server } = tabWorld()
    const [, goes, stays] = await openTabs(3)
    goes?.session.sendTyping()
    stays?.session.sendTyping()
    await clock.advance(100)
    goes?.crash()
    await clock.advance(11_000)
    stays?.session.sendTyping()
    await clock.advance(100)
    stays?.session.sendTyping(false)
    await clock.advance(100)
    expect(server.typed.at(-1)).toBe(false)
  })

  it('S7: a new line begins without anybody typing', async () => {
    const { openTabs, clock, server } = tabWorld()
    const [leader, other] = await openTabs(2)
    leader?.session.sendTyping()
    await clock.advance(100)
    leader?.cut()
    await clock.advance(3000)
    const before = server.typed.length
    other?.session.sendTyping()
    await clock.advance(100)
    other?.session.sendTyping(false)
    await clock.advance(100)
    expect(server.typed.slice(before)).toEqual([true, false])
  })

  it('S7: the visitor has read what they have read in any tab', async () => {
    const { openTabs, clock, server } = tabWorld()
    const tabs = await openTabs(3)
    for (const text of ['one', 'two', 'three']) tabs[0]?.say(text)
    await clock.advance(500)
    const { id } = server.open()[0] ?? {}
    const head = tabs[0]?.session.transcript.at(-1)?.index ?? 0
    tabs[1]?.session.markRead(head)
    await clock.advance(100)
    tabs[2]?.session.markRead(head - 1)
    await clock.advance(100)
    expect(server.readUpTo(id ?? '')).toBe(head)
    expect(tabs.map(({ session }) => session.unread)).toEqual([0, 0, 0])
  })
})

describe('S7: what is said of the moment', () => {
  it('S7: what was read on a line that was lost is told on the next', async () => {
    const { openTabs, clock, server } = tabWorld()
    const [leader, other] = await openTabs(2)
    other?.say('one')
    await clock.advance(500)
    leader?.silence()
    other?.markRead(2)
    await clock.advance(60_000)
    expect(server.readUpTo(server.open()[0]?.id ?? '')).toBe(2)
  })
})

describe('S8: exactly once holds across leaders', () => {
  it('S8: what is said while the leader crashes arrives once, and no interruption is told', async () => {
    const { openTabs, clock, browser, server } = tabWorld()
    const [leader, ...others] = await openTabs(5)
    const interruptions: string[] = []
    for (const { session, name } of others) session.onInterrupted(() => interruptions.push(name))
    browser.releaseMs = 50
    for (const tab of others) tab.say(`before ${tab.name}`)
    leader?.crash()
    for (const tab of others) tab.say(`after ${tab.name}`)
    await clock.advance(20_000)
    const said = others.flatMap(({ name }) => [`before ${name}`, `after ${name}`])
    expect([...server.texts()].sort()).toEqual([...said].sort())
    for (const tab of others) expect(tab.shown()).toEqual(server.texts())
    expect(interruptions).toEqual([])
  })

  it('S8: what the leader has handed on, and whose answer it has not passed on, is said again by its tab', async () => {
    const { openTabs, clock, browser, server } = tabWorld()
    const [leader, other] = await openTabs(2)
    browser.delayMs = 20
    other?.say('handed on')
    await clock.advance(30) // The server has it; its tab does not know.
    expect(server.texts()).toEqual(['handed on'])
    expect(other?.shown()).toEqual([])
    leader?.crash()
    await clock.advance(5000)
    expect(server.texts()).toEqual(['handed on'])
    expect(other?.shown()).toEqual(['handed on'])
    expect(other?.rejected).toEqual([])
  })

  it('S8: what was handed on to a leader that crashes is said again by its tab', async () => {
    const { openTabs, clock, browser, server } = tabWorld()
    const [leader, other] = await openTabs(2)
    browser.delayMs = 20
    other?.say('on its way')
    await clock.advance(10)
    leader?.crash()
    await clock.advance(5000)
    expect(server.texts()).toEqual(['on its way'])
    expect(other?.shown()).toEqual(['on its way'])
  })

  it('S7: what several tabs say, since one has taken over what another has saved, is written once', async () => {
    const written: string[] = []
    const observer = { command: ({ type }: { readonly type: string }) => void written.push(type) }
    const { openTabs, clock, server } = tabWorld({ server: { observer } })
    const [leader, speaker] = await openTabs(4)
    leader?.faults.set({ refuse: true })
    leader?.cut()
    await clock.advance(100)
    speaker?.say('once')
    await clock.advance(1000)
    leader?.faults.set({ refuse: false })
    await clock.advance(10_000)
    expect(server.texts()).toEqual(['once'])
    expect(written).toEqual(['SendMessage'])
  })

  it('S8: what a line has lost is written once on the next, also where two tabs say it', async () => {
    const { openTabs, clock, server } = tabWorld()
    const tabs = await openTabs(3)
    for (let round = 0; round < 5; round++) {
      for (const tab of tabs) tab.say(`${round} ${tab.name}`)
      tabs[0]?.cut()
      await clock.advance(3000)
    }
    expect(new Set(server.texts()).size).toBe(15)
    expect(server.texts()).toHaveLength(15)
    for (const tab of tabs) expect(tab.shown()).toEqual(server.texts())
  })
})
