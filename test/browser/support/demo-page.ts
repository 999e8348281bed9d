import type { BrowserContext, Page } from 'puppeteer-core'
import { openPage } from '../../support/browsers/chromium-page.ts'
import { eventually } from '../../support/deadline.ts'
import { matches, openShopPage } from './shop-page.ts'
import { useElement } from './usable-element.ts'

/** A browser is slow to start things, and the machine may be busy. */
const deadlineMs = 30_000

/** One tab with the demo in it, as the people in front of it use it: the shop, the agent's console, and the faults. */
export async function openDemoPage(browser: BrowserContext, url: string) {
  const page = await openPage(browser, url)
  await page.setViewport({ width: 1280, height: 960 })

  const frame = () => page.mainFrame()
  const click = (selector: string, text?: string) =>
    useElement(frame, { selector, ...(text !== undefined && { text }) }, deadlineMs)
  const say = (text: string) =>
    useElement(frame, { selector: '#agent-composer textarea', write: text, enter: true }, deadlineMs)
  const shows = (selector: string, text: string | RegExp) =>
    eventually(async () => matches(await textsOf(page, `${selector}:not([hidden])`), text), deadlineMs)
  const bubbles = () => textsOf(page, '#agent-messages .bubble')
  const records = (kind: string) => textsOf(page, `#records [data-kind=${kind}] .record-text`)
  const appears = (selector: string) => eventually(() => page.$(selector), deadlineMs)
  /** Clicks something among the faults, which are folded away at first. */
  const breaks = async (selector: string, text?: string) => {
    if (await page.$('#faults-body[hidden]')) await click('#faults-toggle')
    await click(selector, text)
  }
  const shop = openShopPage(page, deadlineMs)

  return {
    ...shop,
    stored: () => page.evaluate(() => ({ ...localStorage }) as Record<string, string>),
    presses: (key: 'Enter' | 'Escape' | 'Tab') => page.keyboard.press(key),
    hasTitle: (title: RegExp) => eventually(async () => title.test(await page.title()), deadlineMs),
    comesToTheFront: () => page.bringToFront(),
    isClosed: () => page.close(),
    reload: () => page.reload(),

    agentJoins: async () => {
      await click('#agent-presence')
      await appears('#agent-composer:not([hidden])')
    },
    agentSends: say,
    agentSees: (text: string | RegExp) => eventually(async () => matches(await bubbles(), text), deadlineMs),
    agentMessages: bubbles,
    agentHears: (text: RegExp) => shows('#agent-subtitle', text),
    agentCannotJoin: () => appears('#agent-presence:disabled'),
    agentSeesTyped: (text: RegExp) => shows('#agent-typing', text),
    sessionsAtTheDesk: async () => (await page.$$('#sessions .session')).length,
    agentChanges: async (text: string, choice: string) => {
      await click(`#agent-messages .more[aria-label*="${text}"]`)
      await click('.message-menu button', choice)
    },
    agentReacts: (emoji: string) => click('#agent-messages .reactions button', emoji),
    agentsReactionsAre: (wanted: readonly string[]) =>
      eventually(async () => (await textsOf(page, '#agent-messages .reaction')).join() === wanted.join(), deadlineMs),
    agentSeesState: (text: RegExp) => shows('#agent-messages .message-state', text),
    /** What a click on the file's name brings, once there is a link. */
    agentsFile: async (name: string) => {
      const links = () =>
        page.$$eval('#agent-messages .file a', (nodes) => nodes.map(({ textContent, href }) => ({ textContent, href })))
      const found = await eventually(async () => (await links()).find((one) => one.textContent === name), deadlineMs)
      return (await fetch(found.href)).text()
    },

    setLine: async (state: 'open' | 'cut' | 'silent') => {
      await breaks(`#line-states [value=${state}]`)
      await appears(`#route[data-line=${state}]`)
    },
    barSays: (text: string) => shows('#route-label', text),
    restartServer: async (how: 'restart' | 'forget') => {
      await breaks(`[data-server=${how}]`)
      await eventually(async () => matches(await records('control'), /restarted/), deadlineMs)
    },
    sendsBadCommand: (name: string) => breaks('#faults button', name),
    switchesTo: (name: string) => shop.isLoadedAnew(() => breaks('#transports label', name)),
    chosenTransportIs: (value: string) => appears(`#transports [value=${value}]:checked`),
    hasEventsCome: (how: string) => breaks('#weather label', how),
    holdsTheLine: () => shows('#leading', 'This tab holds the line'),
    anotherTabHoldsTheLine: () => shows('#leading', 'Another tab holds the line'),
    timelineSays: (kind: string, text: RegExp) =>
      eventually(async () => matches(await records(kind), text), deadlineMs),
    timelineRecords: records,

    showsTheSource: async (file: string, text: RegExp) => {
      await click('#views [value=source]')
      await click('#source-files button', file)
      await shows('#source-text', text)
    },
  }
}

function textsOf(page: Page, selector: string): Promise<string[]> {
  return page.$$eval(selector, (nodes) => nodes.map((node) => node.textContent.trim()))
}
