import type { Page } from 'puppeteer-core'
import { expect, test } from 'vitest'
import { openPage, shareChromium } from '../support/browsers/chromium-page.ts'
import { eventually } from '../support/deadline.ts'
import { serveWidgetSite } from './support/widget-site.ts'

const browser = shareChromium()

/** A visitor who has said hello with the keyboard alone, and closed the window again. */
async function openTalkingPage(attributes: string) {
  const { server, origin } = await serveWidgetSite(attributes)
  const page = await openPage(browser(), origin)
  await eventually(() => page.evaluate(`!!document.querySelector('chat-widget').shadowRoot.querySelector('.launcher')`))
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await eventually(() =>
    page.evaluate(`!!document.querySelector('chat-widget').shadowRoot.activeElement?.matches('textarea')`),
  )
  await page.keyboard.type('Hello')
  await page.keyboard.press('Enter')
  await server.waitForMessage('Hello')
  const agent = await server.waitForAgent('Grace')
  await page.keyboard.press('Escape')
  return { page, agent }
}
const heard = <Value>(page: Page, expression: string) => page.evaluate(`spy.${expression}`) as Promise<Value>
const isCalled = (page: Page, times = 1) =>
  eventually(async () => (await heard<string[]>(page, 'calls')).length === times)

test('two notes sound for a message that nobody sees, and the sound of the device is left alone again', async () => {
  const { page, agent } = await openTalkingPage('sound')
  await agent.say('Hi')
  await eventually(async () => (await heard(page, 'notes')) === 2)
  await eventually(async () => (await heard(page, 'context?.state')) === 'suspended')
  await agent.say('Are you there?')
  await eventually(async () => (await heard(page, 'notes')) === 4)
  expect(await heard(page, 'refused')).toEqual([])
})

test('nothing sounds in a page in which the visitor has done nothing yet, nor without being asked for', async () => {
  const { page, agent } = await openTalkingPage('sound')
  await page.reload()
  await eventually(() => page.evaluate('!!window.spy'))
  // Puppeteer's own commands count as a visitor's.
  await page.evaluate(`Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: false } })`)
  await agent.say('Hi')
  await isCalled(page)
  expect([await heard(page, 'notes'), await page.title()]).toEqual([0, 'Shop'])

  const quiet = await openTalkingPage('')
  await quiet.agent.say('Hi')
  await isCalled(quiet.page)
  expect([await heard(quiet.page, 'notes'), await heard(quiet.page, 'asked')]).toEqual([0, 0])
})

test('the title keeps its number when the page changes it, and loses nothing else with it', async () => {
  const { page, agent } = await openTalkingPage('title-badge')
  await agent.say('Hi')
  await eventually(async () => (await page.title()) === '(1) Shop')
  await page.evaluate(`document.title = 'Coats'`)
  await eventually(async () => (await page.title()) === '(1) Coats')
  await page.evaluate(`document.title = document.title + ' (blue)'`)
  await agent.say('Are you there?')
  await eventually(async () => (await page.title()) === '(2) Coats (blue)')
  await page.evaluate(`document.querySelector('chat-widget').open()`)
  await eventually(async () => (await page.title()) === 'Coats (blue)')
  await page.evaluate(`document.title = 'Hats'`)
  expect(await page.title()).toBe('Hats')
})

test('a visitor who comes back by the notification has the window open, and the notification is gone', async () => {
  const { page, agent } = await openTalkingPage('notifications')
  await page.evaluate(`localStorage.setItem('allowed', 'granted')`)
  const cover = await browser().newPage()
  await cover.bringToFront()
  await agent.say('Hi')
  await eventually(async () => (await heard<string[]>(page, 'notifications')).join() === 'New message from Grace: Hi')
  await page.evaluate('spy.click()')
  await page.bringToFront()
  await cover.close()
  await eventually(() => page.evaluate(`document.querySelector('chat-widget').isOpen`))
  expect(await heard(page, 'notifications')).toContain('closed')
  expect(await heard(page, 'asked')).toBe(0)
})
