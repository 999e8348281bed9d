import type { Browser, Page } from 'puppeteer-core'
import { openPage } from '../../support/browsers/chromium-page.ts'
import { eventually } from '../../support/deadline.ts'
import { useElement } from './usable-element.ts'

/** A browser is slow to start things, and the machine may be busy. */
const deadlineMs = 30_000

type Side = 'visitor' | 'agent'

/** One tab with the demo in it, as the people in front of it use it. */
export async function openDemoPage(browser: Browser, url: string) {
  const page = await openPage(browser, url)

  const click = (selector: string, text?: string) =>
    useElement(page, { selector, ...(text !== undefined && { text }) }, deadlineMs)
  const fieldOf = (side: Side) => `#${side}-composer textarea`
  const say = (side: Side, text: string) =>
    useElement(page, { selector: fieldOf(side), write: text, enter: true }, deadlineMs)
  const bubbles = (side: Side) => textsOf(page, `#${side}-messages .bubble`)
  const sees = (side: Side, text: string | RegExp) =>
    eventually(async () => matches(await bubbles(side), text), deadlineMs)
  const shows = (selector: string, text: string | RegExp) =>
    eventually(async () => matches(await textsOf(page, `${selector}:not([hidden])`), text), deadlineMs)
  const appears = (selector: string) => eventually(() => page.$(selector), deadlineMs)
  const records = (kind: string) => textsOf(page, `#records [data-kind=${kind}] .record-text`)

  return {
    startChat: async () => {
      await click('#start-form button')
      await sees('visitor', /bot/)
    },
    visitorSends: (text: string) => say('visitor', text),
    /** Answers with a click on what a message offers. */
    visitorChooses: (label: string) => click('#visitor-messages .actions .button', label),
    /** Writes on in the message field without sending. */
    visitorWrites: (text: string) => useElement(page, { selector: fieldOf('visitor'), write: text }, deadlineMs),
    /** Counts from now on how often the message field loses the focus; gives what returns the count. */
    countFocusLosses: async () => {
      const count = await page.evaluateHandle((selector) => {
        const losses = { times: 0 }
        document.querySelector(selector)?.addEventListener('blur', () => losses.times++)
        return losses
      }, fieldOf('visitor'))
      return () => count.evaluate(({ times }) => times)
    },
    visitorSees: (text: string | RegExp) => sees('visitor', text),
    visitorMessages: () => bubbles('visitor'),
    /** Waits until the visitor's own message says what has become of it. */
    visitorMessageIs: (text: string, state: string) =>
      eventually(async () => (await stateOf(page, text))?.endsWith(state), deadlineMs),

    agentJoins: async () => {
      await click('#agent-presence')
      await appears('#agent-composer:not([hidden])')
    },
    agentSends: (text: string) => say('agent', text),
    agentSees: (text: string | RegExp) => sees('agent', text),
    agentMessages: () => bubbles('agent'),
    sessionsAtTheDesk: async () => (await page.$$('#sessions .session')).length,

    setLine: async (state: 'open' | 'cut' | 'silent') => {
      await click(`#line-states [value=${state}]`)
      await appears(`#route[data-line=${state}]`)
    },
    restartServer: async () => {
      await click('[data-server=restart]')
      await eventually(async () => matches(await records('control'), /restarted/), deadlineMs)
    },
    sendsBadCommand: (name: string) => click('button', name),
    switchesTo: (name: string) => click('#transports label', name),
    hasEventsCome: (how: string) => click('#weather label', how),
    reload: () => page.reload(),

    showsBanner: (text: RegExp) => shows('#banner', text),
    showsEnding: (title: string) => shows('#ending h3', title),
    choosesAtTheEnd: (button: string) => click('#ending button', button),
    timelineSays: (kind: string, text: RegExp) =>
      eventually(async () => matches(await records(kind), text), deadlineMs),
    timelineRecords: records,
  }
}

function matches(texts: readonly string[], wanted: string | RegExp): boolean {
  return texts.some((text) => (typeof wanted === 'string' ? text === wanted : wanted.test(text)))
}

function textsOf(page: Page, selector: string): Promise<string[]> {
  return page.$$eval(selector, (nodes) => nodes.map((node) => node.textContent.trim()))
}

/** What stands under the visitor's message: its time and its state. */
async function stateOf(page: Page, text: string): Promise<string | undefined> {
  const messages = await page.$$eval('#visitor-messages .message.own', (nodes) =>
    nodes.map((node) => ({
      text: node.querySelector('.bubble')?.textContent,
      state: node.querySelector('.message-state')?.textContent,
    })),
  )
  return messages.find((message) => message.text === text)?.state ?? undefined
}
