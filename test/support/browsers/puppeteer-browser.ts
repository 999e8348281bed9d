import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launch, type Browser, type CDPSession, type LaunchOptions, type Page, type Target } from 'puppeteer-core'
import { findBrowser, howToGet } from '../../../scripts/browsers.mjs'
import { eventually, within } from '../deadline.ts'
import type { BrowserOptions, BrowserPage, TestBrowser } from './browser-page.ts'
import { quietFlags, saveCookieChoice, unwatched } from './chromium-setup.ts'
import { pageProcess } from './page-process.ts'
import { startTimeoutMs } from './start-timeout.ts'

type PuppeteerEngine = 'chromium' | 'firefox'

const chromiumFlags = [
  ...quietFlags,
  '--js-flags=--expose-gc',
  '--enable-precise-memory-info',
  // Timers of a hidden page are slowed down to one turn a minute after these seconds, in place of five minutes.
  '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/5',
]

/** What puppeteer adds and people do not have: no back/forward cache, hidden tabs at full speed. */
const notForPeople = [
  '--disable-back-forward-cache',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
]

const launchOptions: Record<PuppeteerEngine, (profile: string, options: BrowserOptions) => LaunchOptions> = {
  chromium: (profile) => ({
    userDataDir: profile,
    args: chromiumFlags,
    ignoreDefaultArgs: notForPeople,
    pipe: true, // so that it ends with this process, however that ends
  }),
  firefox: (profile, { thirdPartyCookies = 'blocked', webSocketsAtOnce = false }) => ({
    browser: 'firefox',
    userDataDir: profile,
    extraPrefsFirefox: {
      'network.cookie.cookieBehavior': thirdPartyCookies === 'blocked' ? 1 : 0,
      'network.websocket.delay-failed-reconnects': !webSocketsAtOnce,
    },
  }),
}

export async function launchChromiumOrFirefox(engine: PuppeteerEngine, options: BrowserOptions): Promise<TestBrowser> {
  const executablePath = findBrowser(engine)
  if (!executablePath) throw new Error(howToGet(engine))
  const profile = await mkdtemp(join(tmpdir(), 'chat-transport-'))
  if (engine === 'chromium') await saveCookieChoice(profile, options.thirdPartyCookies ?? 'blocked')
  const browser = await launch({
    ...unwatched,
    executablePath,
    headless: true,
    timeout: startTimeoutMs,
    ...launchOptions[engine](profile, options),
  })
  return {
    engine,
    version: await browser.version(),
    async open(url) {
      const page = await browser.newPage()
      await page.bringToFront()
      await page.goto(url)
      return puppeteerPage(engine, browser, page)
    },
    async close() {
      await end(browser)
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function puppeteerPage(engine: PuppeteerEngine, browser: Browser, page: Page): BrowserPage {
  const setOffline = offlineSwitch(page)
  let cover: Page | undefined
  const self: BrowserPage = {
    engine,
    goTo: async (url) => void (await page.goto(url)),
    // In a task of its own: the answer to this evaluation must not be lost with the document.
    goBack: async () => void (await page.evaluate('setTimeout(() => history.back()), 0')),
    reload: async () => void (await page.reload()),
    activated: async (url) => activatedPage(self, await sessionWith(browser, url)),
    evaluate: async <Value>(expression: string) => (await page.evaluate(expression)) as Value,
    result: <Value>(expression: string, deadlineMs?: number) =>
      eventually(() => page.evaluate(expression), deadlineMs) as Promise<Value>,
    async openByClick(expression) {
      const before = new Set(await browser.pages())
      await page.evaluate(buttonThatRuns(expression))
      await page.click('#clicked-by-test')
      const opened = await eventually(async () => (await browser.pages()).find((other) => !before.has(other)))
      return puppeteerPage(engine, browser, opened)
    },
    async hide() {
      cover = await browser.newPage()
      await cover.bringToFront()
      await self.result(`document.visibilityState === 'hidden'`)
    },
    async show() {
      await page.bringToFront()
      await cover?.close()
      await self.result(`document.visibilityState === 'visible'`)
    },
    ...(engine === 'firefox' ? pageProcess(browser.process()?.pid ?? 0, (busy) => page.evaluate(busy)) : lifeOf(page)),
    setOffline: (offline) => (engine === 'firefox' ? page.setOfflineMode(offline) : setOffline(offline)),
    screenshot: () => page.screenshot(),
    close: () => page.close(),
  }
  return self
}

/** The states of its life, as Chromium has commands for them. */
function lifeOf(page: Page): Pick<BrowserPage, 'freeze' | 'thaw' | 'crash'> {
  const become = async (state: 'frozen' | 'active') => {
    const session = await page.createCDPSession()
    await session.send('Page.setWebLifecycleState', { state })
    await session.detach()
  }
  return {
    freeze: () => become('frozen'),
    thaw: () => become('active'),
    async crash() {
      const gone = new Promise((resolve) => page.once('error', resolve))
      const session = await page.createCDPSession()
      session.send('Page.crash').catch(() => undefined) // nobody is left to answer it
      await within(10_000, 'the crash of the page', gone)
    },
  }
}

const sessionWith = async (browser: Browser, url: string): Promise<CDPSession> => {
  const isIt = (target: Target) => target.type() === 'page' && target.url() === url
  return (await eventually(() => browser.targets().find(isIt))).createCDPSession()
}

/** Puppeteer loses the page for good when Chromium takes more than 100 ms from one document to the prerendered one. */
function activatedPage(before: BrowserPage, session: CDPSession): BrowserPage {
  const evaluate = async <Value>(expression: string): Promise<Value> => {
    const answer = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? expression)
    return answer.result.value as Value
  }
  return {
    ...before,
    evaluate,
    result: <Value>(expression: string, deadlineMs?: number) =>
      eventually(() => evaluate(expression), deadlineMs) as Promise<Value>,
    async reload() {
      await session.send('Page.enable')
      const loaded = new Promise((resolve) => session.once('Page.loadEventFired', resolve))
      await session.send('Page.reload')
      await loaded
    },
  }
}

/** What puppeteer's own `setOfflineMode` does in Chromium, which is nothing where it does not watch the network. */
function offlineSwitch(page: Page): (offline: boolean) => Promise<void> {
  let session: Promise<CDPSession> | undefined // what one has set, no other takes back
  return async (offline) => {
    const chromium = await (session ??= page.createCDPSession())
    await chromium.send('Network.enable')
    const anySpeed = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
    await chromium.send('Network.emulateNetworkConditions', { offline, ...anySpeed })
  }
}

/** An expression that puts a button into the page. */
export function buttonThatRuns(expression: string): string {
  return `(() => {
    const button = document.createElement('button')
    button.id = 'clicked-by-test'
    button.textContent = 'open'
    button.addEventListener('click', () => { ${expression}; button.remove() }, { once: true })
    document.body.append(button)
  })()`
}

/** A browser that does not go when asked is killed. */
async function end(browser: Browser): Promise<void> {
  const program = browser.process()
  const isOver = () => !program || program.exitCode !== null || program.signalCode !== null
  const over = program && !isOver() ? once(program, 'exit') : Promise.resolve()
  await within(10_000, 'the end of the browser', browser.close()).catch(() => undefined) // killed below
  if (!isOver()) program?.kill('SIGKILL')
  await over
}
