import { readFile } from 'node:fs/promises'
import type { CometdTransportType } from '@chat-transport/cometd'
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
  /** The page asks for a session at once, and is not made to wait for the server. @default false */
  readonly atOnce?: boolean
}

/** A page of the site, as a test sees it. */
export interface Visit {
  readonly page: BrowserPage
  /** The chats of the page, in order, and the first of them. */
  readonly widgets: readonly Widget[]
  readonly chat: Widget
  /** Goes on to another page of the site, in the same tab. */
  goOn(options?: VisitOptions): Promise<Visit>
  /** What the chats have warned of, and what nobody has caught, a line each. */
  warnings(): Promise<string>
  uncaught(): Promise<string>
}

export interface Widget {
  /** Waits until its chat has begun, and says how. */
  begins(): Promise<string>
  /** Says something without waiting for the server. */
  says(text: string): Promise<void>
  /** Waits until this is what the transcript shows. */
  shows(...texts: readonly string[]): Promise<void>
}

const scripts = {
  '/chat-transport.js': new URL('../../../packages/browser/dist/chat-transport.js', import.meta.url),
  '/host-page.js': new URL('host-page.js', import.meta.url),
}

export async function openHost(browser: TestBrowser, transport: CometdTransportType): Promise<Host> {
  const libraries: URL[] = []
  const routes: Record<string, Route> = {}
  for (const [path, file] of Object.entries(scripts)) routes[path] = script(file)
  const site = await serveSite((path) => routes[path] ?? libraryRoute(path))
  const libraryRoute = (path: string) => {
    const file = libraries[Number(/^\/library-(\d+)\.js$/.exec(path)?.[1])]
    return file && script(file)
  }
  const far = await startFar()

  /** The address of a page like this. */
  function addressOf({
    libraries: wanted = [],
    to = [far],
    visitor,
    wallClockMs,
    inCookie,
    atOnce,
  }: VisitOptions): string {
    const sources = wanted.map((library) => `/library-${libraries.push(library) - 1}.js`)
    const path = `/page-${Object.keys(routes).length}`
    routes[path] = { type: 'text/html', body: documentWith([...sources, ...Object.keys(scripts)]) }
    const query = new URLSearchParams({ transport })
    for (const { line } of to) query.append('url', `http://${line.host}:${line.port}/cometd`)
    if (visitor !== undefined) query.set('visitor', visitor)
    if (wallClockMs !== undefined) query.set('wallClockMs', String(wallClockMs))
    if (inCookie) query.set('inCookie', '')
    if (atOnce) query.set('atOnce', '')
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
    warnings: () => page.evaluate('host.warnings'),
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

async function startFar(): Promise<Far> {
  const server = await startServer({ allowedOrigins: '*' })
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
  return {
    begins: () => page.result(`window.widgets && ${self}.began`, deadlineMs),
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

const documentWith = (sources: readonly string[]) => `<!doctype html>
<title>A page of the site</title>
<head>${sources.map((source) => `<script src="${source}"></script>`).join('')}</head>
<body>`
