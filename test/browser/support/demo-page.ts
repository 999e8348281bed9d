import type { Browser, ElementHandle, Page } from 'puppeteer-core'
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

    /** Chooses what to do to a message: an emoji, `Edit` or `Delete`. */
    changes: async (side: Side, text: string, choice: string) => {
      await click(`#${side}-messages .more[aria-label*="${text}"]`)
      await click('.message-menu button', choice)
    },
    /** Writes on behind what is being edited, and saves it. */
    saves: (side: Side, added: string) => say(side, added),
    reacts: (side: Side, emoji: string) => click(`#${side}-messages .reactions button`, emoji),
    reactionsAre: (side: Side, wanted: readonly string[]) =>
      eventually(async () => {
        const found = await textsOf(page, `#${side}-messages .reaction`)
        return found.join() === wanted.join()
      }, deadlineMs),
    /** Goes to the message's button with the keyboard, and presses it. */
    opensMenuByKeyboard: async (text: string) => {
      await page.focus(`#visitor-messages .more[aria-label*="${text}"]`)
      await page.keyboard.press('Enter')
      await appears('.message-menu:popover-open')
    },
    stateSays: (side: Side, text: RegExp) => shows(`#${side}-messages .message-state`, text),
    noStateSays: (side: Side, text: RegExp) =>
      eventually(async () => !matches(await textsOf(page, `#${side}-messages .message-state`), text), deadlineMs),

    visitorAttaches: async (path: string) => {
      const input = (await appears('#attach:not([hidden]) input:enabled')) as ElementHandle<HTMLInputElement>
      await input.uploadFile(path)
    },
    /** What a click on the file's name brings, once there is a link. */
    fileAt: async (side: Side, name: string) => {
      const links = () =>
        page.$$eval(`#${side}-messages .file a`, (nodes) =>
          nodes.map(({ textContent, href }) => ({ textContent, href })),
        )
      const found = await eventually(async () => (await links()).find((one) => one.textContent === name), deadlineMs)
      return (await fetch(found.href)).text()
    },
    visitorClicks: (label: string) => click('#visitor-messages .actions .button', label),

    signsIn: async (name: string) => {
      await click('#account', 'Sign in')
      await page.$eval('#sign-in-form input', (field, given) => (field.value = given), name)
      await click('#sign-in-form button', 'Sign in')
    },
    signsOut: async () => {
      await click('#account', 'Sign out')
      await appears('#start-form:not([hidden])')
    },
    visitorIsCalled: (name: string) => shows('#visitor-title', name),
    leaves: () => click('#leave'),
    showsStartForm: () => appears('#start-form:not([hidden])'),
    submitsTheStartForm: () => click('#start-form button'),
    stored: () => page.evaluate(() => ({ ...localStorage }) as Record<string, string>),
    agentSeesTyped: (text: RegExp) => shows('#agent-typing', text),
    agentHears: (text: RegExp) => shows('#agent-subtitle', text),
    visitorNotices: (text: string) => shows('#visitor-messages .notice', text),
    focused: () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''),
    presses: (key: 'Enter' | 'Escape' | 'Tab') => page.keyboard.press(key),

    holdsTheLine: () => shows('#leading', 'This tab holds the line'),
    anotherTabHoldsTheLine: () => shows('#leading', 'Another tab holds the line'),
    closesTheWindow: () => click('#close-window'),
    opensTheWindow: () => click('#open-window'),
    windowIsClosed: () => appears('#closed-window:not([hidden])'),
    windowIsOpen: () => appears('#closed-window[hidden]'),
    unreadIs: (count: number) => shows('#unread', String(count)),
    nothingIsUnread: () => appears('#unread[hidden]'),
    hasTitle: (title: RegExp) => eventually(async () => title.test(await page.title()), deadlineMs),
    draftIs: (text: string) =>
      eventually(
        async () => (await page.$eval(fieldOf('visitor'), (field) => (field as HTMLTextAreaElement).value)) === text,
        deadlineMs,
      ),
    chosenTransportIs: (value: string) => appears(`#transports [value=${value}]:checked`),
    comesToTheFront: () => page.bringToFront(),
    isClosed: () => page.close(),

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
    restartServer: async (how: 'restart' | 'forget') => {
      await click(`[data-server=${how}]`)
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
