import { beforeAll } from 'vitest'
import { onCleanup } from '../cleanup.ts'
import type { BrowserOptions, Engine, TestBrowser } from './browser-page.ts'
import { launchChromiumOrFirefox } from './puppeteer-browser.ts'
import { startTimeoutMs } from './start-timeout.ts'
import { launchWebKit } from './webkit-browser.ts'

/** Starts a browser with a fresh profile and the habits that it has with people, for the current test. */
export async function launchBrowser(engine: Engine, options: BrowserOptions = {}): Promise<TestBrowser> {
  const browser = await start(engine, options)
  onCleanup(() => browser.close())
  return browser
}

/** One browser for all tests of the current `describe`; returns what gives it to a test. */
export function shareBrowser(engine: Engine, options: BrowserOptions = {}): () => TestBrowser {
  let browser: TestBrowser | undefined
  beforeAll(async () => {
    const started = await start(engine, options)
    browser = started
    return () => started.close()
  }, 2 * startTimeoutMs) // what is started for the browser has limits that say more
  return () => {
    if (!browser) throw new Error('the browser starts before the tests, and there is none yet')
    return browser
  }
}

function start(engine: Engine, options: BrowserOptions): Promise<TestBrowser> {
  return engine === 'webkit' ? launchWebKit(options) : launchChromiumOrFirefox(engine, options)
}
