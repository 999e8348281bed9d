import { readFile } from 'node:fs/promises'
import type { OutgoingHttpHeaders } from 'node:http'
import type { CometdTransportType } from '@chat-transport/cometd'
import type { ChatServerOptions } from '@chat-transport/server'
import { expect } from 'vitest'
import { textsOf } from '../../integration/support/transcript-texts.ts'
import type { BrowserPage, TestBrowser } from '../../support/browsers/browser-page.ts'
import { onCleanup } from '../../support/cleanup.ts'
import { eventually } from '../../support/deadline.ts'
import { startFaultProxy, type FaultProxy } from '../../support/fault-proxy.ts'
import { serveSite, type Route } from '../../support/serve-site.ts'
import { startServer, type RunningServer } from '../../support/start-server.ts'

/** A browser is slow to start things, and the machine may be busy. */
const deadlineMs = 30_000

/** A chat server, and the line to it. */
export interface Far {
  readonly server: RunningServer
  readonly line: FaultProxy
  /** Waits until these are the texts of its one session. */
  hears(...texts: readonly string[]): Promise<void>
}

/** A site that has the chat on its pages, and the servers that its chats lead to. */
export interface Host {
  readonly far: Far
  /** Starts another server, for pages with two chats. */
  startAnother(): Promise<Far>
  visit(options?: VisitOptions): Promise<Visit>
}

export interface VisitOptions {
  /** Files that the page loads before the chat. @default none */
  readonly libraries?: readonly URL[]
  /** Where the chats of the page lead. @default the one server */
  readonly to?: readonly Far[]
  readonly visitor?: string
  /** How far the wall clock of the page is off. @default 0 */
  readonly wallClockMs?: number
  /** The session is kept in a cookie. @default false */
  readonly inCookie?: boolean
  /** All tabs of the site have the session. @default false */
  readonly sharedByTabs?: boolean
  /** What the page does for a session. @default 'restore or start' */
  readonly begins?: Beginning
  /** The transports that the chat may use. @default the one of the situation */
  readonly transports?: readonly CometdTransportType[]
  readonly headers?: OutgoingHttpHeaders
}

export type Beginning = 'restore or start' | 'restore' | 'start' | 'at once' | 'with the first message' | 'later'

/** A page of the site, as a test sees it. */
export interface Visit {
  readonly page: BrowserPage
  /** The chats of the page, in order, and the first of them. */
  readonly widgets: readonly Widget[]
  readonly chat: Widget
  /** Goes on to another page of the site, in the same tab. */
  goOn(options?: VisitOptions): Promise<Visit>
  /** Has another page of the site prerendered, which has run its scripts then. Returns what goes on to it. */
  prerender(options?: VisitOptions): Promise<() => Promise<Visit>>
  /** What the chats have warned of, but for a line that the test has cut, and what nobody has caught, a line each. */
  warnings(): Promise<string>
  uncaught(): Promise<string>
}

export interface Widget {
  /** Waits until its chat has begun, and says how. With `way`, begins it first. */
  begins(way?: Beginning): Promise<string>
  /** The value of an expression that may use the widget's `chat` and `session`, or of its promise. */
  value<Value>(expression: string): Promise<Value>
  /** Waits until an expression of that kind is true. */
  until(expression: string): Promise<void>
  /** Says something without waiting for the server. */
  says(text: string): Promise<void>
  /** Waits until this is what the transcript shows. */
  shows(...texts: readonly string[]): Promise<void>
}

const scripts = {
  '/chat-transport.js': new URL('../../../packages/browser/dist/chat-transport.js', import.meta.url),
  '/chat-transport.cookies.js': new URL('../../../packages/browser/dist/chat-transport.cookies.js', import.meta.url),
  '/host-page.js': new URL('host-page.js', import.meta.url),
}

export async function openHost(
  browser: TestBrowser,
  transport: CometdTransportType,
  serverOptions: ChatServerOptions = {},
): Promise<Host> {
  const libraries: URL[] = []
  const prerendered: string[] = []
  const routes: Record<string, Route> = {
    '/prerendering': ({ url = '' }) => {
      prerendered.push(url.slice(url.indexOf('?') + 1))
      return { type: 'application/json', body: 'null' }
    },
    '/clear-storage': { type: 'text/html', body: '', headers: { 'Clear-Site-Data': '"storage"' } },
    '/file': {
      type: 'text/html',
      body: 'A file',
      headers: { 'Content-Disposition': 'attachment; filename="file.txt"' },
    },
  }
  for (const [path, file] of Object.entries(scripts)) routes[path] = script(file)
  const site = await serveSite((path) => routes[path] ?? libraryRoute(path))
  const libraryRoute = (path: string) => {
    const file = libraries[Number(/^\/library-(\d+)\.js$/.exec(path)?.[1])]
    return file && script(file)
  }
  const startFar = async () => farOf(await startServer({ allowedOrigins: '*', ...serverOptions }))
  const far = await startFar()

  /** The address of a page like this. */
  function addressOf({
    libraries: wanted = [],
    to = [far],
    begins = 'restore or start',
    transports = [transport],
    headers = {},
    ...more
  }: VisitOptions): string {
    const sources = wanted.map((library) => `/library-${libraries.push(library) - 1}.js`)
    const path = `/page-${Object.keys(routes).length}`
    routes[path] = { type: 'text/html', body: documentWith([...sources, ...Object.keys(scripts)]), headers }
    const query = new URLSearchParams({ begins })
    for (const one of transports) query.append('transport', one)
    for (const { line } of to) query.append('url', `http://${line.host}:${line.port}/cometd`)
    for (const [name, value] of Object.entries(more)) query.set(name, String(value))
    return `${site.origin}${path}?${query}`
  }
  const visitOf = (page: BrowserPage, { to = [far] }: VisitOptions): Visit => ({
    page,
    widgets: to.map((_, place) => widgetIn(page, place)),
    chat: widgetIn(page, 0),
    async goOn(options = {}) {
      await page.goTo(addressOf(options))
      return visitOf(page, options)
    },
    async prerender(options = {}) {
      const address = addressOf(options)
      await page.evaluate(prerenderRule(address))
      await eventually(() => prerendered.includes(address), deadlineMs)
      return async () => {
        await page.evaluate(`setTimeout(() => (location.href = ${JSON.stringify(address)})), undefined`)
        return visitOf(await page.activated(address), options)
      }
    },
    warnings: async () => (await page.evaluate<string>('host.warnings')).replace(/^.* no connection yet: .*\n/gm, ''),
    uncaught: () => page.evaluate('host.uncaught'),
  })

  return {
    far,
    startAnother: startFar,
    async visit(options = {}) {
      const page = await browser.open(addressOf(options))
      onCleanup(() => page.close())
      return visitOf(page, options)
    },
  }
}

async function farOf(server: RunningServer): Promise<Far> {
  const line = await startFaultProxy(server.port)
  return {
    server,
    line,
    async hears(...texts) {
      const heard = async () => textsOf(await (await server.waitForSession()).transcript())
      await eventually(async () => (await heard()).length >= texts.length, deadlineMs)
      expect(await heard()).toEqual(texts)
      expect(server.backend.sessions()).toHaveLength(1)
    },
  }
}

function widgetIn(page: BrowserPage, place: number): Widget {
  const self = `widgets[${place}]`
  const inWidget = (expression: string) => `(({ chat, session }) => ${expression})(${self})`
  return {
    async begins(way) {
      if (way) await page.evaluate(`void ${self}.begin('${way}')`)
      return page.result(`window.widgets && ${self}.began`, deadlineMs)
    },
    value: (expression) => page.evaluate(inWidget(expression)),
    until: async (expression) => void (await page.result(`window.widgets && ${inWidget(expression)}`, deadlineMs)),
    says: (text) => page.evaluate(`${self}.say(${JSON.stringify(text)})`),
    async shows(...texts) {
      const wanted = texts.map((text) => `${text}\n`).join('')
      await eventually(async () => {
        expect(await page.evaluate(`${self}.shown`)).toBe(wanted)
        return true
      }, deadlineMs)
    },
  }
}

function script(file: URL): Route {
  return async () => ({ type: 'text/javascript', body: await readFile(file) })
}

const prerenderRule = (address: string) => `(() => {
  const rule = document.createElement('script')
  rule.type = 'speculationrules'
  rule.textContent = JSON.stringify({ prerender: [{ urls: ['${address}'], eagerness: 'immediate' }] })
  document.head.append(rule)
})()`

const documentWith = (sources: readonly string[]) => `<!doctype html>
<title>A page of the site</title>
<head>${sources.map((source) => `<script src="${source}"></script>`).join('')}</head>
<body>`
