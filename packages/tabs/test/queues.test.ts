import { ChatRefusal, type CommandDecorator } from '@chat-transport/backend'
import { describe, expect, it } from 'vitest'
import { tabWorld, type WorldTab } from './support/tab-world.ts'

const noSwearing: CommandDecorator = (command) =>
  JSON.stringify(command).includes('swear') ? new ChatRefusal(51, 'not here') : command

/** Tabs whose leader has no network. */
async function offlineTabs(count: number) {
  const world = tabWorld({ server: { decorators: [noSwearing] } })
  const tabs = await world.openTabs(count)
  const [leader, speaker] = tabs as [WorldTab, WorldTab]
  leader.faults.set({ refuse: true })
  leader.cut()
  await world.clock.advance(100)
  const goOnline = async () => {
    leader.faults.set({ refuse: false })
    await world.clock.advance(30_000)
  }
  const failedIn = () => world.tabs.filter((tab) => tab.state !== 'gone' && tab.failed().length > 0)
  return { ...world, tabs: world.tabs, leader, speaker, goOnline, failedIn }
}

describe('S7: what a tab has queued is its own while it lives', () => {
  it('S7: a tab that is opened meanwhile does not take it over, and is told of no refusal', async () => {
    const { speaker, openTab, goOnline, failedIn } = await offlineTabs(2)
    speaker.say('swear')
    speaker.say('sorry')
    const opened = openTab()
    opened.open()
    await goOnline()
    expect(failedIn()).toEqual([speaker])
    expect([speaker.failed(), speaker.rejected.length]).toEqual([['swear'], 1])
    expect([opened.errors, opened.shown()]).toEqual([[], ['sorry']])
  })

  it('S7: nor what has failed in it, which another shows once it is closed', async () => {
    const { speaker, openTab, goOnline, failedIn, clock } = await offlineTabs(2)
    speaker.say('swear')
    await goOnline()
    const [opened, later] = [openTab(), openTab()]
    opened.open()
    await clock.advance(1000)
    expect(failedIn()).toEqual([speaker])
    speaker.close()
    await clock.advance(1000)
    later.open()
    await clock.advance(1000)
    expect(failedIn()).toEqual([later])
    expect(later.failed()).toEqual(['swear'])
  })

  it('S7: nor before the first tab has reached the server', async () => {
    const { openTab, clock, leaders } = tabWorld({ server: { decorators: [noSwearing] } })
    const [first, second] = [openTab(), openTab()]
    for (const tab of [first, second]) tab.faults.set({ refuse: true })
    first.open()
    await clock.advance(500)
    first.say('swear')
    second.open()
    await clock.advance(500)
    for (const tab of [first, second]) tab.faults.set({ refuse: false })
    await clock.advance(30_000)
    expect(leaders()).toEqual([first])
    expect([first.failed(), second.failed()]).toEqual([['swear'], []])
  })

  it('S7: nor what one has said that was opened in the background, and waits to be seen', async () => {
    const { openTab, openTabs, clock, server } = tabWorld()
    await openTabs(1)
    const background = openTab()
    background.hide()
    background.open()
    background.say('I look at the coat')
    await clock.advance(500)
    const opened = openTab()
    opened.open()
    await clock.advance(1000)
    expect([opened.failed(), background.failed()]).toEqual([[], []])
    background.show()
    await clock.advance(5000)
    expect([server.texts(), opened.shown()]).toEqual([['I look at the coat'], ['I look at the coat']])
  })
})

describe('S7: what a tab has queued that is gone', () => {
  it.each(['crash', 'close', 'putAway'] as const)('S7: is taken over by one other, after %s', async (become) => {
    const { speaker, server, goOnline, failedIn, tabs } = await offlineTabs(4)
    speaker.say('swear')
    speaker.say('sorry')
    await Promise.resolve() // It is saved.
    speaker[become]()
    await goOnline()
    expect(server.texts()).toEqual(['sorry'])
    expect(failedIn()).toHaveLength(1)
    expect(failedIn()).not.toContain(speaker)
    const others = tabs.filter((tab) => tab !== speaker)
    expect(others.flatMap((tab) => tab.errors)).toHaveLength(1)
    for (const tab of others) expect(tab.shown()).toEqual(['sorry'])
  })

  it('S7: is taken over also from a tab that lives, and in which the visitor has let go of the chat', async () => {
    const { speaker, server, goOnline } = await offlineTabs(3)
    speaker.say('not sent yet')
    await speaker.session.detach()
    await goOnline()
    expect(server.texts()).toEqual(['not sent yet'])
  })

  it('S7: is found again by the tab that has it, after it was put away', async () => {
    const { speaker, openTab, goOnline, failedIn, clock } = await offlineTabs(2)
    await goOnline()
    const opened = openTab()
    speaker.putAway()
    await clock.advance(1000)
    speaker.comeBack()
    await clock.advance(5000)
    expect(speaker.session.status).toBe('connected')
    speaker.say('swear')
    await clock.advance(100)
    opened.open()
    await clock.advance(1000)
    expect(failedIn()).toEqual([speaker])
  })

  it('S5: no tab that is put away holds a lock', async () => {
    const { speaker, browser, clock } = await offlineTabs(2)
    speaker.say('queued')
    await clock.advance(100)
    speaker.putAway()
    await clock.advance(0)
    expect([...browser.holders.values()]).not.toContain(speaker.page)
  })
})
