import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { textsOf } from '../../integration/support/transcript-texts.ts'
import type { BrowserPage, TestBrowser } from '../../support/browsers/browser-page.ts'
import { onCleanup } from '../../support/cleanup.ts'
import { eventually } from '../../support/deadline.ts'
import { serveSite, type Route } from '../../support/serve-site.ts'
import { startServer, type RunningServer } from '../../support/start-server.ts'
import { chatTab, deadlineMs, type ChatTab } from './chat-tab.ts'
import { compareSaid, nothingWrong } from './compare-said.ts'
import { countLines, type CountedLines } from './counted-lines.ts'

/** A site whose tabs share one chat, and the server that it is at. */
export interface SharedChat {
  readonly browser: TestBrowser
  readonly server: RunningServer
  readonly lines: CountedLines
  readonly origin: string
  /** The tabs that are open. */
  readonly tabs: readonly ChatTab[]
  /** The documents that have begun while they were prerendered. */
  readonly prerendered: number
  addressOf(options?: TabOptions): string
  /** Opens a tab in front, and waits until it is connected. */
  open(options?: TabOptions): Promise<ChatTab>
  /** Opens tabs until there are so many. */
  openUpTo(count: number): Promise<readonly ChatTab[]>
  /** A page that has come otherwise is one of the tabs. */
  add(page: BrowserPage): Promise<ChatTab>
  /** The tab is no more. */
  remove(tab: ChatTab): Promise<void>
  /** The one tab that leads. */
  leader(): Promise<ChatTab>
  /** Closes a tab right after it has said something. */
  close(tab: ChatTab): Promise<void>
  /** Waits until one tab leads, and something more has been said and is at the server. */
  goesOn(): Promise<void>
  /** Hushes all, waits until nothing is under way, and finds nothing lost, doubled, out of order, or told as an interruption. */
  isWhole(): Promise<void>
}

export interface TabOptions {
  /** Where the page keeps its session. @default 'local' */
  readonly area?: 'local' | 'session'
  /** Does not share. @default false */
  readonly alone?: boolean
  /** @default the package's own */
  readonly silenceTimeoutMs?: number
  /** The tabs time how the lead goes from one to the next when it closes: `tab.handOvers`. @default false */
  readonly timed?: boolean
}

const html = `<!doctype html>
<title>A tab</title>
<script src="/chat-transport.js"></script>
<script src="/chat-transport.tabs.js"></script>
<script src="/tab-page.js"></script>`

const scripts: Readonly<Record<string, URL>> = {
  '/chat-transport.js': new URL('../../../packages/browser/dist/chat-transport.js', import.meta.url),
  '/chat-transport.tabs.js': new URL('../../../packages/browser/dist/chat-transport.tabs.js', import.meta.url),
  '/tab-page.js': new URL('tab-page.js', import.meta.url),
}

export async function openSharedChat(browser: TestBrowser, defaults: TabOptions = {}): Promise<SharedChat> {
  const server = await startServer({ allowedOrigins: '*', limits: { commandsPerSecond: 1_000 } })
  const lines = countLines(server)
  const tabs: ChatTab[] = []
  const said: string[] = []
  let prerendered = 0
  const site = await serveSite((path) => routes[path] ?? scriptRoute(path))
  const routes: Readonly<Record<string, Route>> = {
    '/': { type: 'text/html', body: html },
    '/elsewhere': { type: 'text/html', body: '<!doctype html><title>Elsewhere</title>' },
    '/prerendering': () => {
      prerendered += 1
      return { type: 'application/json', body: 'null' }
    },
  }

  const atServer = async () => textsOf(await (await server.waitForSession()).transcript())

  const chat: SharedChat = {
    browser,
    server,
    lines,
    origin: site.origin,
    tabs,
    get prerendered() {
      return prerendered
    },
    addressOf(options = {}) {
      const query = new URLSearchParams({ url: server.url })
      for (const [name, value] of Object.entries({ ...defaults, ...options })) if (value) query.set(name, String(value))
      return `${site.origin}/?${query}`
    },
    open: async (options) => chat.add(await browser.open(chat.addressOf(options))),
    async openUpTo(count) {
      while (tabs.length < count) await chat.open()
      await eventually(() => lines.open === 1, deadlineMs)
      return tabs
    },
    async add(page) {
      onCleanup(() => page.close().catch(() => undefined)) // it may be closed already
      const tab = chatTab(page, said)
      tabs.push(tab)
      await tab.until(`tab.status === 'connected'`)
      return tab
    },
    async remove(tab) {
      await tab.hush()
      tabs.splice(tabs.indexOf(tab), 1)
    },
    async leader() {
      const [leader] = await eventually(async () => {
        const leading = await leaders(tabs)
        return leading.length === 1 && leading
      }, deadlineMs)
      return leader as ChatTab
    },
    async close(tab) {
      await chat.remove(tab)
      await tab.say(3)
      await tab.page.close()
    },
    async goesOn() {
      await chat.leader()
      const before = said.length
      await eventually(() => said.length >= before + 20, deadlineMs)
      const meanwhile = said.slice(before)
      await eventually(async () => compareSaid(await atServer(), meanwhile).lost.length === 0, deadlineMs)
    },
    async isWhole() {
      await Promise.all(tabs.map((tab) => tab.hush()))
      await eventually(async () => compareSaid(await atServer(), said).lost.length === 0, deadlineMs).catch(
        () => undefined, // shown below
      )
      expect(compareSaid(await atServer(), said)).toEqual(nothingWrong)
      for (const tab of tabs) await showsAll(tab, await atServer())
      await eventually(() => lines.open === 1, deadlineMs)
      await chat.leader() // Not at once: a hidden tab hands the lead to one that comes to be shown.
      expect(server.backend.sessions()).toHaveLength(1)
    },
  }
  return chat
}

const leaders = async (tabs: readonly ChatTab[]) => {
  const leading = await Promise.all(tabs.map((tab) => tab.sees<boolean>('leads')))
  return tabs.filter((_, place) => leading[place])
}

/** In the order of the server, and without having been told that the line is gone. */
async function showsAll(tab: ChatTab, texts: readonly string[]): Promise<void> {
  await tab.until(`tab.status === 'connected' && tab.shown.length >= ${texts.length}`)
  expect(await tab.sees('shown')).toEqual(texts)
  expect(await tab.sees('interruptions')).toBe(0)
  expect(await tab.sees('uncaught')).toEqual([])
}

function scriptRoute(path: string): Route | undefined {
  const file = scripts[path]
  return file && (async () => ({ type: 'text/javascript', body: await readFile(file) }))
}
