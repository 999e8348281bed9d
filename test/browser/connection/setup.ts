import { readFile } from 'node:fs/promises'
import type { Agent } from '@chat-transport/backend'
import type { CometdTransportType } from '@chat-transport/cometd'
import { expect } from 'vitest'
import type { BrowserPage, Engine, TestBrowser } from '../../support/browsers/browser-page.ts'
import { onCleanup } from '../../support/cleanup.ts'
import { eventually } from '../../support/deadline.ts'
import { startFaultProxy, type FaultProxy } from '../../support/fault-proxy.ts'
import { serveSite, type Document, type Route } from '../../support/serve-site.ts'
import { startServer, type RunningServer } from '../../support/start-server.ts'

/** A browser is slow to start things, and the machine may be busy. */
export const deadlineMs = 30_000

/** A page, a chat server on another site, and the line between them. */
export interface Setup {
  readonly engine: Engine
  readonly browser: TestBrowser
  readonly server: RunningServer
  readonly line: FaultProxy
  readonly siteOrigin: string
  /** Opens the visitor's page; its chat has begun. */
  visit(options?: VisitOptions): Promise<Visitor>
  /** Waits until the chat of an open page has begun. */
  visitorIn(page: BrowserPage): Promise<Visitor>
  /** The agent of the newest session. */
  agent(): Promise<Agent>
}

export interface VisitOptions {
  /** Extra headers of the page. @default none */
  readonly policy?: 'strict' | 'sandboxed'
  /** Between two attempts to connect. @default the transport's own */
  readonly retryDelayMs?: number
}

/** The visitor's page, as a test sees it. */
export interface Visitor {
  readonly page: BrowserPage
  /** How the chat began in this document. */
  readonly began: string
  /** Sends a message; resolves when the server has it. */
  says(text: string): Promise<void>
  /** Writes a message without waiting for the server. */
  writes(text: string): Promise<void>
  /** Waits until these are the messages of the chat, and checks that there are no others. */
  hears(...texts: readonly string[]): Promise<void>
  /** Breaks the line until the session reports it. Over long-polling one break may find no open request. */
  losesLine(): Promise<void>
  /** Waits until the session has reported this. */
  isTold(entry: string): Promise<void>
  story(): Promise<readonly string[]>
  sees<Value>(property: string): Promise<Value>
}

/** With a strict policy, a document with a chat has nothing inline. */
const html = `<!doctype html>
<title>Visitor</title>
<body>
<script src="/chat-transport.js"></script>
<script src="/visitor-page.js"></script>`

const bundle = new URL('../../../packages/browser/dist/chat-transport.js', import.meta.url)
const script = new URL('visitor-page.js', import.meta.url)

export async function openSetup(browser: TestBrowser, transport: CometdTransportType): Promise<Setup> {
  const server = await startServer({ allowedOrigins: '*' })
  const line = await startFaultProxy(server.port)
  const chatOrigin = `${line.host}:${line.port}`
  const site = await serveSite((path) => routes[path])
  const routes = await pagesOf(chatOrigin)

  const setup: Setup = {
    engine: browser.engine,
    browser,
    server,
    line,
    siteOrigin: site.origin,
    async visit({ policy, retryDelayMs } = {}) {
      const query = new URLSearchParams({ url: `http://${chatOrigin}/cometd`, transport })
      if (retryDelayMs !== undefined) query.set('retryDelayMs', String(retryDelayMs))
      const page = await browser.open(`${site.origin}/${policy ?? ''}?${query}`)
      onCleanup(() => page.close())
      return setup.visitorIn(page)
    },
    async visitorIn(page) {
      const began = await page.result<string>('window.visitor && visitor.began', deadlineMs)
      return visitor(page, began, line)
    },
    agent: () => server.waitForAgent(),
  }
  return setup
}

async function pagesOf(chatOrigin: string): Promise<Readonly<Record<string, Route>>> {
  const strict = [
    `default-src 'none'`,
    `script-src 'self'`,
    `img-src 'self'`, // browsers look for an icon of the site
    `connect-src http://${chatOrigin} ws://${chatOrigin}`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
  ]
  const under = (policy: string): Document => ({
    type: 'text/html',
    body: html,
    headers: { 'Content-Security-Policy': policy },
  })
  return {
    '/': { type: 'text/html', body: html },
    '/strict': under(strict.join('; ')),
    // As in a sandboxed frame: an opaque origin, and no storage.
    '/sandboxed': under('sandbox allow-scripts'),
    '/elsewhere': { type: 'text/html', body: '<!doctype html><title>Elsewhere</title>' },
    '/chat-transport.js': { type: 'text/javascript', body: await readFile(bundle) },
    '/visitor-page.js': { type: 'text/javascript', body: await readFile(script) },
  }
}

function visitor(page: BrowserPage, began: string, line: FaultProxy): Visitor {
  const sees = <Value>(property: string) => page.evaluate<Value>(`visitor.${property}`)
  const story = () => sees<readonly string[]>('story')
  return {
    page,
    began,
    says: async (text) => void (await page.evaluate(`visitor.say(${JSON.stringify(text)})`)),
    writes: async (text) => void (await page.evaluate(`void visitor.say(${JSON.stringify(text)})`)),
    async hears(...texts) {
      const heard = () => sees<readonly string[]>('texts')
      await eventually(async () => (await heard()).length >= texts.length, deadlineMs)
      expect(await heard()).toEqual(texts)
    },
    async losesLine() {
      const told = (await story()).length
      await eventually(async () => {
        line.reset()
        return (await story()).slice(told).includes('reconnecting')
      }, deadlineMs)
    },
    isTold: async (entry) => void (await eventually(async () => (await story()).includes(entry), deadlineMs)),
    story,
    sees,
  }
}
