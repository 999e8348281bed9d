import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launch, type Browser, type Page } from 'puppeteer-core'
import { onTestFinished } from 'vitest'
import { findBrowser, howToGet } from '../../../scripts/browsers.mjs'
import { quietFlags, saveCookieChoice } from './chromium-setup.ts'
import { startTimeoutMs } from './start-timeout.ts'

export interface ChromiumOptions {
  /** What the browser does with cookies of another site than the page's. @default 'allowed' */
  readonly thirdPartyCookies?: 'allowed' | 'blocked'
}

/** Starts a headless Chromium with a fresh profile, for the current test. */
export async function launchChromium({ thirdPartyCookies = 'allowed' }: ChromiumOptions = {}): Promise<Browser> {
  const executablePath = findBrowser('chromium')
  if (!executablePath) throw new Error(howToGet('chromium'))
  const userDataDir = await mkdtemp(join(tmpdir(), 'chat-transport-'))
  onTestFinished(() => rm(userDataDir, { recursive: true, force: true, maxRetries: 5 }))
  await saveCookieChoice(userDataDir, thirdPartyCookies)

  const browser = await launch({
    executablePath,
    userDataDir,
    headless: true,
    timeout: startTimeoutMs,
    args: quietFlags,
    // Pages may enter the back/forward cache, as they do for people.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
  onTestFinished(() => browser.close())
  return browser
}

/** Opens a page whose uncaught errors fail the test that opened it. */
export async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage()
  const errors: unknown[] = []
  page.on('pageerror', (error) => errors.push(error))
  onTestFinished(() => {
    if (errors.length > 0) throw new AggregateError(errors, `Uncaught in the page: ${errors.map(String).join('; ')}`)
  })
  await page.goto(url)
  return page
}
