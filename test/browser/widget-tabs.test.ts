import { describe, expect, test } from 'vitest'
import { type Engine, engines } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { eventually } from '../support/deadline.ts'
import { deadlineMs, openWidgetSite, type WidgetTab } from './support/widget-site.ts'

describe.each(engines)('in two tabs of %s', (engine: Engine) => {
  const browser = shareBrowser(engine)

  test('the window, the draft and the chat are one', async () => {
    const { server, openTab } = await openWidgetSite(browser())
    const first = await openTab()
    const second = await openTab()
    await first.open()
    await second.windowIs('open')
    await second.write('Hel')
    await first.draftIs('Hel')
    await first.write('Hello')
    await second.draftIs('Hello')
    await second.send()
    for (const tab of [first, second]) {
      await tab.shows('Hello')
      await tab.draftIs('')
    }
    const agent = await server.waitForAgent('Grace')
    await agent.say('Hi')
    for (const tab of [first, second]) await tab.shows('Hello', 'Hi')
    expect(server.backend.sessions()).toHaveLength(1)

    await first.close()
    await second.windowIs('closed')
    const third = await openTab()
    await third.open()
    await third.shows('Hello', 'Hi')
  })

  test('the next page has the window as it was left, and keeps the focus where the page has it', async () => {
    const { origin, openTab } = await openWidgetSite(browser())
    const tab = await openTab()
    await tab.open()
    await tab.write('half a sen')
    await tab.page.goTo(`${origin}/next`)
    await tab.windowIs('open')
    await tab.draftIs('half a sen')
    expect(await tab.sees('document.activeElement === document.body')).toBe(true)
  })

  test('one calls for a message that nobody sees: in its title, and while both are hidden by a notification', async () => {
    const { server, openTab } = await openWidgetSite(browser(), 'title-badge notifications')
    const first = await openTab()
    const second = await openTab()
    const tabs = [first, second]
    await second.open()
    await second.write('Hello')
    await second.send()
    await second.shows('Hello')
    expect(await askedIn(tabs)).toBe(0)
    await second.until(`document.querySelector('chat-widget').shadowRoot.querySelector('.offer button')`)
    await second.click('.offer button')
    await inTime(async () => !(await first.has('.offer')) && !(await second.has('.offer')))
    expect(await askedIn(tabs)).toBe(1)
    await second.close()

    const agent = await server.waitForAgent('Grace')
    await agent.say('Hi')
    await inTime(async () => (await titlesOf(tabs)).sort().join() === '(1) Shop,Shop')
    await inTime(async () => (await callsIn(tabs)).join() === 'Hi')
    // Tabs of WebKit are windows side by side.
    for (const { page } of tabs) if ((await page.evaluate('document.visibilityState')) === 'visible') await page.hide()
    await agent.say('Are you there?')
    await inTime(async () => (await titlesOf(tabs)).sort().join() === '(2) Shop,Shop')
    await inTime(async () => (await notificationsIn(tabs)).length > 0)
    expect(await notificationsIn(tabs)).toEqual(['New message from Grace: Are you there?'])
    await inTime(async () => (await callsIn(tabs)).length > 1)
    expect((await callsIn(tabs)).sort()).toEqual(['Are you there?', 'Hi'])

    await second.page.show()
    await second.open()
    await inTime(async () => (await titlesOf(tabs)).join() === 'Shop,Shop')
    await inTime(async () => (await notificationsIn(tabs)).includes('closed'))
  })

  test('a visitor who signs out is signed out in both, and leaves nothing', async () => {
    const { server, openTab } = await openWidgetSite(browser())
    const first = await openTab()
    const second = await openTab()
    await first.open()
    await first.write('My number is 4111')
    await first.send()
    for (const tab of [first, second]) await tab.shows('My number is 4111')
    await first.write('and my address')
    await second.draftIs('and my address')
    await second.page.evaluate(`document.querySelector('chat-widget').signOut()`)
    for (const tab of [first, second]) await tab.windowIs('closed')
    await first.open()
    for (const tab of [first, second]) {
      await tab.windowIs('open')
      await tab.shows()
      await tab.draftIs('')
    }
    expect(await first.sees('JSON.stringify(localStorage)')).not.toContain('address')
    await first.write('Good day')
    await first.send()
    for (const tab of [first, second]) await tab.shows('Good day')
    expect(server.backend.sessions()).toHaveLength(2)
  })
})

const inTime = (condition: () => Promise<boolean>) => eventually(condition, deadlineMs)

const each = async <Value>(tabs: readonly WidgetTab[], expression: string) =>
  Promise.all(tabs.map((tab) => tab.sees<Value>(expression)))
const titlesOf = (tabs: readonly WidgetTab[]) => each<string>(tabs, 'document.title')
const notificationsIn = async (tabs: readonly WidgetTab[]) => (await each<string[]>(tabs, 'spy.notifications')).flat()
const callsIn = async (tabs: readonly WidgetTab[]) => (await each<string[]>(tabs, 'spy.calls')).flat()
const askedIn = async (tabs: readonly WidgetTab[]) =>
  (await each<number>(tabs, 'spy.asked')).reduce((sum, one) => sum + one, 0)
