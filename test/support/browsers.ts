import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launch, type Browser, type Page } from 'puppeteer-core'
import { onTestFinished } from 'vitest'
import { findBrowser, howToGet } from '../../scripts/browsers.mjs'

export interface ChromiumOptions {
  /** What the browser does with cookies of another site than the page's. @default 'allowed' */
  readonly thirdPartyCookies?: 'allowed' | 'blocked'
  /** Whether the timers of hidden tabs are slowed down, as they are for people. @default 'full-speed' */
  readonly backgroundTabs?: 'full-speed' | 'throttled'
}

/** What puppeteer turns off so that hidden tabs run at full speed. */
const fullSpeed = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
]

/** Quiet and alone: no services of the vendor, no first-run pages; without the sandbox, which root may not use. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Chromium's own numbers. Always written, since what it does without differs from build to build. */
const cookieControlsModes = { allowed: 0, blocked: 1 }

/** Starts a headless Chromium with a fresh profile, for the current test. */
export async function launchChromium({
  thirdPartyCookies = 'allowed',
  backgroundTabs = 'full-speed',
}: ChromiumOptions = {}): Promise<Browser> {
  const executablePath = findBrowser('chromium')
  if (!executablePath) throw new Error(howToGet('chromium'))
  const userDataDir = await mkdtemp(join(tmpdir(), 'chat-transport-'))
  onTestFinished(() => rm(userDataDir, { recursive: true, force: true, maxRetries: 5 }))
  await savePreferences(userDataDir, { profile: { cookie_controls_mode: cookieControlsModes[thirdPartyCookies] } })

  const browser = await launch({
    executablePath,
    userDataDir,
    headless: true,
    args: flags,
    // Pages may enter the back/forward cache, as they do for people.
    ignoreDefaultArgs: ['--disable-back-forward-cache', ...(backgroundTabs === 'throttled' ? fullSpeed : [])],
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

async function savePreferences(userDataDir: string, preferences: object): Promise<void> {
  await mkdir(join(userDataDir, 'Default'))
  await writeFile(join(userDataDir, 'Default', 'Preferences'), JSON.stringify(preferences))
}
