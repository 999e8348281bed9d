import { readFileSync } from 'node:fs'
import { strictPolicy } from '../../../examples/serve-file.mjs'
import type { BrowserPage, TestBrowser } from '../../support/browsers/browser-page.ts'
import { onCleanup } from '../../support/cleanup.ts'
import { serveSite } from '../../support/serve-site.ts'
import { type RunningServer, startServer } from '../../support/start-server.ts'

/** A browser is slow to start things, and the machine may be busy. */
export const deadlineMs = 30_000

const dist = new URL('../../../packages/widget/dist/standalone/', import.meta.url)

/** What was heard of the widget; notifications as in a browser whose visitor has not been asked yet, and says yes. */
const spy = `
  window.spy = { notifications: [], asked: 0, calls: [], notes: 0, refused: [] }
  addEventListener('securitypolicyviolation', ({ violatedDirective }) => spy.refused.push(violatedDirective))
  const { start } = OscillatorNode.prototype
  OscillatorNode.prototype.start = function (...when) {
    spy.notes++
    spy.context = this.context
    return start.apply(this, when)
  }
  window.Notification = class {
    static get permission() { return localStorage.getItem('allowed') ?? 'default' }
    static async requestPermission() {
      spy.asked++
      localStorage.setItem('allowed', 'granted')
    }
    constructor(title, { body }) {
      spy.notifications.push(title + ': ' + body)
      this.close = () => spy.notifications.push('closed')
      spy.click = () => this.onclick()
    }
  }
  document.querySelector('chat-widget').addEventListener('chat-attention', ({ detail }) => spy.calls.push(detail.content.text))`

const widget = `document.querySelector('chat-widget')`
const inside = (selector: string) => `${widget}.shadowRoot.querySelector(${JSON.stringify(selector)})`

/** One tab of a site with the widget, as a test sees it. */
export interface WidgetTab {
  readonly page: BrowserPage
  open(): Promise<void>
  close(): Promise<void>
  /** Writes into the composer, and sends nothing. */
  write(text: string): Promise<void>
  send(): Promise<void>
  click(selector: string): Promise<void>
  until(condition: string): Promise<void>
  /** Waits until all messages that are shown are these. */
  shows(...texts: string[]): Promise<void>
  draftIs(text: string): Promise<void>
  windowIs(state: 'open' | 'closed'): Promise<void>
  has(selector: string): Promise<boolean>
  sees<Value>(expression: string): Promise<Value>
}

export interface ServedSite {
  readonly server: RunningServer
  readonly origin: string
}

export interface WidgetSite extends ServedSite {
  openTab(): Promise<WidgetTab>
}

/** A shop with the widget on every page, under a strict policy, and a chat server. `attributes`: the widget's. */
export async function serveWidgetSite(attributes = ''): Promise<ServedSite> {
  const { origin } = await serveSite((path) => {
    if (path === '/' || path === '/next') return () => pageFor(server, attributes)
    if (path === '/spy.js') return { type: 'text/javascript', body: spy }
    return path.endsWith('.js') ? { type: 'text/javascript', body: readFileSync(new URL(`.${path}`, dist)) } : undefined
  })
  const server = await startServer({ allowedOrigins: [origin] })
  return { server, origin }
}

export async function openWidgetSite(browser: TestBrowser, attributes = ''): Promise<WidgetSite> {
  const site = await serveWidgetSite(attributes)
  return {
    ...site,
    async openTab() {
      const page = await browser.open(site.origin)
      onCleanup(() => page.close().catch(() => undefined)) // A test may have closed it.
      const tab = widgetTab(page)
      await tab.until(inside('.launcher'))
      return tab
    },
  }
}

function widgetTab(page: BrowserPage): WidgetTab {
  const act = (expression: string) => page.evaluate<void>(`void ${expression}`)
  const until = async (condition: string) => void (await page.result(`!!(${condition})`, deadlineMs))
  const bubbles = `[...${widget}.shadowRoot.querySelectorAll('.bubble')].map((one) => one.textContent.trim()).join('|')`
  return {
    page,
    until,
    open: () => act(`${widget}.open()`),
    close: () => act(`${widget}.close()`),
    write: (text) =>
      act(
        `(() => {
          const field = ${inside('textarea')}
          field.value = ${JSON.stringify(text)}
          field.dispatchEvent(new InputEvent('input', { bubbles: true }))
        })()`,
      ),
    async send() {
      await until(`${inside('.send')}?.disabled === false`)
      await act(`${inside('.composer')}.requestSubmit()`)
    },
    click: (selector) => act(`${inside(selector)}.click()`),
    shows: (...texts) => until(`${bubbles} === ${JSON.stringify(texts.join('|'))}`),
    draftIs: (text) => until(`${inside('textarea')}?.value === ${JSON.stringify(text)}`),
    windowIs: (state) => until(`!!${inside('[role=dialog]')} === ${state === 'open'}`),
    has: (selector) => page.evaluate(`!!${inside(selector)}`),
    sees: (expression) => page.evaluate(expression),
  }
}

function pageFor({ origin, url }: RunningServer, attributes: string) {
  const policy = strictPolicy({ connections: `${origin} ${origin.replace('http', 'ws')}` })
  return {
    type: 'text/html',
    headers: { 'Content-Security-Policy': policy },
    body: `<!doctype html><html lang="en"><title>Shop</title><script type="module" src="/chat-widget.js"></script>
      <chat-widget server="${url}" ${attributes}></chat-widget><script src="/spy.js"></script>`,
  } as const
}
