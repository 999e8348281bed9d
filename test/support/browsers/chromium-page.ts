import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launch, type Browser, type BrowserContext, type Page } from 'puppeteer-core'
import { afterEach, beforeAll, onTestFinished } from 'vitest'
import { findBrowser, howToGet } from '../../../scripts/browsers.mjs'
import { faithfulFlags, quietFlags, saveCookieChoice, unwatched } from './chromium-setup.ts'
import { startTimeoutMs } from './start-timeout.ts'

export interface ChromiumOptions {
  /** What the browser does with cookies of another site than the page's. @default 'allowed' */
  readonly thirdPartyCookies?: 'allowed' | 'blocked'
  /** Draws letters alike on every machine: as their outlines are, whatever its settings for fonts say. @default false */
  readonly isFaithful?: boolean
}

/** Starts a headless Chromium with a fresh profile, for the current test. */
export async function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  const { browser, end } = await start(options)
  onTestFinished(end)
  return browser
}

/** One for all tests of the current `describe` or file; returns what gives it to a test. */
export function shareChromium(options: ChromiumOptions = {}): () => Browser {
  let browser: Browser | undefined
  beforeAll(async () => {
    const started = await start(options)
    browser = started.browser
    return started.end
  }, 2 * startTimeoutMs) // what is started for the browser has limits that say more
  return () => {
    if (!browser) throw new Error('the browser starts before the tests, and there is none yet')
    return browser
  }
}

async function start({ thirdPartyCookies = 'allowed', isFaithful = false }: ChromiumOptions) {
  const executablePath = findBrowser('chromium')
  if (!executablePath) throw new Error(howToGet('chromium'))
  const userDataDir = await mkdtemp(join(tmpdir(), 'chat-transport-'))
  await saveCookieChoice(userDataDir, thirdPartyCookies)
  const browser = await launch({
    ...unwatched,
    executablePath,
    userDataDir,
    headless: true,
    timeout: startTimeoutMs,
    args: isFaithful ? [...quietFlags, ...faithfulFlags] : quietFlags,
    // Pages may enter the back/forward cache, as they do for people.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
  const end = async () => {
    await browser.close()
    await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 })
  }
  return { browser, end }
}

/** A browser for the current test, which shares nothing with another: in a process that is there, since to start one takes long. */
export async function freshProfile(browser: Browser): Promise<BrowserContext> {
  const context = await browser.createBrowserContext()
  onTestFinished(() => context.close())
  return context
}

/** Opens a page whose uncaught errors fail the test that opened it. */
export async function openPage(browser: Browser | BrowserContext, url: string): Promise<Page> {
  const page = await browser.newPage()
  onTestFinished(() => (page.isClosed() ? undefined : page.close()))
  onTestFinished(uncaughtIn(page))
  await page.goto(url)
  return page
}

/**
 * One page for all tests of the current `describe` or file, each of which goes to an address of its own: opening one takes longer than
 * most of what is looked at in it. What is uncaught in it fails the test under way. Returns what gives it to a test.
 */
export function sharePage(browser: () => Browser, prepare: (page: Page) => Promise<void>): () => Page {
  let page: Page | undefined
  let throwUncaught = () => {}
  beforeAll(async () => {
    page = await browser().newPage()
    throwUncaught = uncaughtIn(page)
    await prepare(page)
  }, startTimeoutMs)
  afterEach(() => throwUncaught())
  return () => {
    if (!page) throw new Error('the page opens before the tests, and there is none yet')
    return page
  }
}

/** Throws what was uncaught since it was called last. */
function uncaughtIn(page: Page): () => void {
  let errors: unknown[] = []
  page.on('pageerror', (error) => errors.push(error))
  return () => {
    const uncaught = errors
    errors = []
    if (uncaught.length > 0)
      throw new AggregateError(uncaught, `Uncaught in the page: ${uncaught.map(String).join('; ')}`)
  }
}
