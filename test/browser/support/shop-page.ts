import type { ElementHandle, Page } from 'puppeteer-core'
import { eventually } from '../../support/deadline.ts'
import { useElement } from './usable-element.ts'

const host = 'chat-widget'
/** What only those hear who do not see, and what stands beside a text. */
const asides = '.unseen, .edited'

/** The shop in its frame, and the widget on it, as visitors use them. `deadlineMs`: how long anything may take. */
export function openShopPage(page: Page, deadlineMs: number) {
  const frame = () => {
    const found = page.frames().find((one) => new URL(one.url()).pathname.startsWith('/shop/'))
    if (!found) throw new Error('the page has no shop yet')
    return found
  }
  const click = (selector: string, text?: string) =>
    useElement(frame, { host, selector, ...(text !== undefined && { text }) }, deadlineMs)
  const clickInShop = (selector: string, text?: string) =>
    useElement(frame, { selector, ...(text !== undefined && { text }) }, deadlineMs)

  /** What elements of the widget say, without asides. */
  const texts = (selector: string) =>
    frame().$$eval(
      `${host} >>> ${selector}`,
      (nodes, aside) =>
        nodes.map((node) => {
          const copy = node.cloneNode(true) as Element
          for (const other of copy.querySelectorAll(aside)) other.remove()
          return (copy.textContent ?? '').replace(/\s+/g, ' ').trim()
        }),
      asides,
    )
  const shows = (selector: string, wanted: string | RegExp) =>
    eventually(async () => matches(await texts(selector), wanted), deadlineMs)
  const has = (selector: string) => eventually(async () => (await texts(selector)).length > 0, deadlineMs)
  const hasNo = (selector: string) => eventually(async () => (await texts(selector)).length === 0, deadlineMs)
  /** In one task: a window that is open in another tab may open by itself at any moment. */
  const opens = async () => {
    await has('.launcher')
    await frame().$eval(`${host} >>> .launcher`, (button) => {
      if (!button.matches('.is-open')) (button as HTMLElement).click()
    })
  }
  const writes = async (text: string, enter = false) => {
    await opens()
    await useElement(frame, { host, selector: 'textarea', write: text, enter }, deadlineMs)
  }
  const sends = (text: string) => writes(text, true)
  const sees = (text: string | RegExp) => shows('.bubble', text)

  /** Waits until the window, once it is open, has nothing to show. */
  const hasNoChat = async () => {
    await opens()
    await has('.empty')
  }

  /** Waits until the shop's page is another one than before `act`. */
  const isLoadedAnew = async (act: () => Promise<void>) => {
    await frame().evaluate(() => void Object.assign(window, { isTheOneBefore: true }))
    await act()
    await eventually(() => frame().evaluate(() => !('isTheOneBefore' in window)), deadlineMs)
  }

  /** How far the visitor's own message has come, as the foot of its group or it itself says. */
  const stateOf = (text: string) =>
    frame().$$eval(
      `${host} >>> .message.own`,
      (nodes, wanted) => {
        const found = nodes.find((node) => node.querySelector('.bubble')?.textContent.trim() === wanted)
        const foot = found?.matches('.last') ? found.closest('.group')?.querySelector('.group-foot .delivery') : null
        const mark = found?.querySelector('.delivery') ?? foot
        return mark?.getAttribute('data-mark') ?? found?.getAttribute('data-delivery') ?? undefined
      },
      text,
    )

  return {
    /** Begins a chat: with its first message, as all do. What the two have said then is `greetings`. */
    startChat: async () => {
      await sends('Hi')
      await sees(greetings.at(-1) ?? '')
    },
    visitorSends: sends,
    /** Writes on in the message field without sending. */
    visitorWrites: (text: string) => writes(text),
    /** Answers with a click on what a message offers. */
    visitorChooses: (label: string) => click(':is(.choice, .card .button)', label),
    /** What is in the message field. */
    draftIs: (text: string) =>
      eventually(
        async () => (await frame().$eval(`${host} >>> textarea`, (field) => field.value)) === text,
        deadlineMs,
      ),
    visitorSees: sees,
    visitorMessages: () => texts('.bubble'),
    /** Waits until the visitor's own message is `queued`, `sent`, `read` or `failed`. */
    visitorMessageIs: (text: string, state: string) =>
      eventually(async () => (await stateOf(text)) === state, deadlineMs),
    visitorNotices: (text: string) => shows('.notice', text),
    /** Chooses what to do to a message: an emoji, `Edit` or `Delete`. */
    visitorChanges: async (text: string, choice: string) => {
      await click(`.more[aria-label*="${text}"]`)
      await click('.menu button', choice)
    },
    visitorReacts: (reaction: string) => click('.reaction > :first-child', reaction),
    visitorsReactionsAre: (wanted: readonly string[]) =>
      eventually(async () => (await texts('.reaction > :first-child')).join() === wanted.join(), deadlineMs),
    /** Goes to the message's button with the keyboard, and presses it. */
    opensMenuByKeyboard: async (text: string) => {
      await frame().focus(`${host} >>> .more[aria-label*="${text}"]`)
      await page.keyboard.press('Enter')
      await has('.menu')
    },
    /** What has the focus in the widget, by its label. */
    focused: () =>
      frame().evaluate(
        (selector) => document.querySelector(selector)?.shadowRoot?.activeElement?.getAttribute('aria-label') ?? '',
        host,
      ),

    visitorAttaches: async (path: string) => {
      await opens()
      const input = await eventually(() => frame().$(`${host} >>> input[type=file]`), deadlineMs)
      await (input as ElementHandle<HTMLInputElement>).uploadFile(path)
    },
    /** What a click on the file brings, once there is a link. */
    visitorsFile: async (name: string) => {
      const links = () =>
        frame().$$eval(`${host} >>> a.file`, (nodes) =>
          nodes.map((node) => ({
            name: node.querySelector('.file-name')?.textContent,
            href: (node as HTMLAnchorElement).href,
          })),
        )
      const found = await eventually(async () => (await links()).find((one) => one.name === name), deadlineMs)
      return (await fetch(found.href)).text()
    },
    visitorClicks: (label: string) => click('.message-actions button', label),
    showsProblem: (text: RegExp) => shows('.problem', text),
    dismissesTheProblem: async () => {
      await click('.problem button')
      await hasNo('.problem')
    },

    signsIn: async (name: string) => {
      await clickInShop('#account', 'Sign in')
      await frame().$eval('#sign-in-form input', (field, given) => (field.value = given), name)
      await clickInShop('#sign-in-form button', 'Sign in')
    },
    signsOut: async (name: string) => {
      await clickInShop('#account', `Sign out ${name}`)
      await hasNo('[role=dialog]')
      await hasNoChat()
    },
    visitorIsCalled: (name: string) =>
      eventually(
        () => frame().$eval('#account', (node, wanted) => node.textContent === `Sign out ${wanted}`, name),
        deadlineMs,
      ),

    opensTheWindow: opens,
    closesTheWindow: () => click('.launcher'),
    windowIsOpen: () => has('[role=dialog]'),
    windowIsClosed: () => hasNo('[role=dialog]'),
    hasNoChat,
    unreadIs: (count: number) => shows('.badge', String(count)),
    nothingIsUnread: () => hasNo('.badge'),
    leaves: async () => {
      await click('.header [title="End the chat"]')
      await click('.panel .button.primary')
    },
    showsBanner: (text: RegExp) => shows('.banner', text),
    showsEnding: (title: string) => shows('.panel-title', title),
    choosesAtTheEnd: (button: string) => click('.panel .button', button),

    isLoadedAnew,
    /** Goes to the page of a product, which is another page of the site. */
    visits: (product: string) => isLoadedAnew(() => clickInShop(`.product[href*="${product}"]`)),
  }
}

/** What is said when a chat has begun. */
export const greetings = [/^Hi$/, /^Hello .+! I am the bot/, /^Ask me anything, or say “help”\.$/]

export function matches(texts: readonly string[], wanted: string | RegExp): boolean {
  return texts.some((text) => (typeof wanted === 'string' ? text === wanted : wanted.test(text)))
}
