import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { BrowserPage, TestBrowser } from '../../support/browsers/browser-page.ts'
import { onCleanup } from '../../support/cleanup.ts'
import { serveSite, type Document, type Route } from '../../support/serve-site.ts'
import { startServer, type RunningServer } from '../../support/start-server.ts'

const dist = new URL('../../../packages/widget/dist/standalone/', import.meta.url)
const bundle = new URL('../../../packages/browser/dist/chat-transport.js', import.meta.url)
const readme = new URL('../../../packages/widget/README.md', import.meta.url)

export const deadlineMs = 30_000

/** A shop's page, the files of the widget, and a chat server: an origin each. */
export interface WidgetSite {
  readonly origin: string
  /** Where the files of the widget are. */
  readonly files: WidgetFiles
  readonly server: RunningServer
  /** What the README says is enough. */
  readonly policy: string
  /** A tag of the loader, with `data-server` unless `data` has another. */
  loaderTag(data?: Readonly<Record<string, string>>): string
  open(browser: TestBrowser, path?: string): Promise<WidgetPage>
}

export interface WidgetFiles {
  readonly origin: string
  /** The files that were asked for, in order. */
  readonly requests: string[]
  /** From now on a file is what the function makes of it, or missing when that throws. */
  change(file: string, how: (body: string) => string | Promise<string>): void
  /** Everything is as it was built. */
  restore(): void
}

/** What a page of the shop is. */
export interface ShopPage {
  /** After the script that watches over the page. */
  readonly html: (site: WidgetSite) => string
  readonly headers?: (site: WidgetSite) => Document['headers']
}

/** `pages` and `scripts`: by path. */
export async function serveWidgetSite(
  pages: Readonly<Record<string, ShopPage>>,
  scripts: Readonly<Record<string, string>> = {},
): Promise<WidgetSite> {
  const files = await serveFiles()
  const server = await startServer({ allowedOrigins: '*' })
  const pageAt = ({ html, headers }: ShopPage): Route => {
    return () => ({
      type: 'text/html',
      headers: headers?.(site) ?? {},
      body: `<!doctype html><html lang="en"><title>Shop</title><script src="${files.origin}/watch.js" crossorigin></script>${html(site)}`,
    })
  }
  const { origin } = await serveSite((path) => {
    if (path === '/chat-transport.js') return { type: 'text/javascript', body: readFileSync(bundle) }
    const script = scripts[path]
    if (script !== undefined) return { type: 'text/javascript', body: script }
    const page = pages[path]
    return page && pageAt(page)
  })
  const site: WidgetSite = {
    origin,
    files,
    server,
    policy: policyOfReadme(files.origin, server.origin),
    loaderTag: (data = {}) => {
      const all = Object.entries({ server: server.url, ...data }).map(([name, value]) => `data-${name}="${value}"`)
      return `<script src="${files.origin}/loader.js" integrity="${hashOf('loader.js')}" crossorigin ${all.join(' ')}></script>`
    },
    async open(browser, path = '/') {
      const page = await browser.open(origin + path)
      onCleanup(() => page.close().catch(() => undefined)) // It may be closed already.
      return widgetPage(page)
    },
  }
  return site
}

async function serveFiles(): Promise<WidgetFiles> {
  const changes = new Map<string, (body: string) => string | Promise<string>>()
  const requests: string[] = []
  const read = (file: string) => (changes.get(file) ?? String)(readFileSync(new URL(file, dist), 'utf8'))
  const site = await serveSite(
    (path) => async () => {
      const file = path.slice(1)
      if (file !== 'watch.js') requests.push(file)
      const body = file === 'watch.js' ? watchScript : await read(file)
      const headers = { 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-store' }
      return { type: 'text/javascript', body, headers }
    },
    { host: '127.0.0.1' },
  )
  return {
    origin: site.origin,
    requests,
    change: (file, how) => void changes.set(file, how),
    restore: () => changes.clear(),
  }
}

const hashOf = (file: string) =>
  `sha384-${createHash('sha384')
    .update(readFileSync(new URL(file, dist)))
    .digest('base64')}`

/** The policy as a page's owner copies it, with the origins of this site. */
function policyOfReadme(widget: string, chat: string): string {
  const [, policy = ''] = /A policy that is enough:\n\n```\n([^`]*)```/.exec(readFileSync(readme, 'utf8')) ?? []
  return policy
    .replace("<the widget's origin>", widget)
    .replace('<the chat server, https: and wss:>', `${chat} ${chat.replace('http', 'ws')}`)
    .replace('<the chat server, for pictures in chats>', chat)
    .replace(/\s+/g, ' ')
}

/** Runs in the page: what its policy refuses, what nobody has caught, and what is told on the console. */
function watch() {
  const watched = { refusals: [] as string[], uncaught: [] as string[], errors: [] as string[] }
  Object.assign(window, { watched })
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
    // Browsers look for an icon of the site.
    if (!blockedURI.endsWith('/favicon.ico')) watched.refusals.push(`${violatedDirective} ${blockedURI} ${sample}`)
  })
  addEventListener('error', ({ message }) => void (message && watched.uncaught.push(message)))
  addEventListener('unhandledrejection', ({ reason }) => watched.uncaught.push(String(reason)))
  const { error } = console
  console.error = (...said) => {
    watched.errors.push(said.map(String).join(' '))
    error.apply(console, said)
  }
}

const watchScript = `(${watch.toString()})()`

/** What a test does with a widget in a page, and sees of it. */
export interface WidgetPage {
  readonly page: BrowserPage
  /** Waits until this is true in the page; `widget` is the first widget, `root` what is in it. */
  until(expression: string): Promise<void>
  /** The value of an expression in which `widget` and `root` are known. */
  read<Value>(expression: string): Promise<Value>
  press(selector: string): Promise<void>
  /** Opens the window, writes, and sends. */
  say(text: string): Promise<void>
  /** The messages that are shown. */
  messages(): Promise<readonly string[]>
  watched(): Promise<{
    readonly refusals: readonly string[]
    readonly uncaught: readonly string[]
    readonly errors: readonly string[]
  }>
}

/** `in`: an expression for the element, where there are several. */
export function widgetPage(page: BrowserPage, element = `document.querySelector('chat-widget')`): WidgetPage {
  const withWidget = (expression: string) =>
    `((widget) => ((root) => (${expression}))(widget && widget.shadowRoot))(${element})`
  const read = <Value>(expression: string) => page.evaluate<Value>(withWidget(expression))
  const until = async (expression: string) =>
    void (await page.result(withWidget(`Boolean(${expression}) || undefined`), deadlineMs))
  const press = async (selector: string) => {
    await until(`root.querySelector('${selector}')`)
    await read(`void root.querySelector('${selector}').click()`)
  }
  return {
    page,
    until,
    read,
    press,
    async say(text) {
      await until(`root.querySelector('textarea') || (root.querySelector('.launcher').click(), false)`)
      await read(`void (() => {
        const field = root.querySelector('textarea')
        field.value = ${JSON.stringify(text)}
        field.dispatchEvent(new InputEvent('input', { bubbles: true }))
      })()`)
      await until(`root.querySelector('.send:not(:disabled)')`)
      await read(`void root.querySelector('.send').click()`)
    },
    messages: () => read(`[...root.querySelectorAll('.bubble')].map((bubble) => bubble.textContent.trim())`),
    watched: () => page.evaluate('watched'),
  }
}
