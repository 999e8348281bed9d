import type { Browser } from 'puppeteer-core'
import { freshProfile } from '../../support/browsers/chromium-page.ts'
import { runDemo } from '../../support/start-demo.ts'
import { openDemoPage } from './demo-page.ts'

/**
 * Returns what opens the demo for the current test, in one tab. What is made last ends first: the demo ends while its pages are open, as
 * with Ctrl+C.
 */
export function demosIn(browser: () => Browser) {
  return async () => {
    const profile = await freshProfile(browser())
    const { url, stop } = await runDemo()
    const openTab = () => openDemoPage(profile, url)
    /** One that shares no line with the others, as in a browser that cannot. */
    const openTabAlone = () => openDemoPage(profile, `${url}/?alone`)
    const openOnAnotherDevice = async () => openDemoPage(await freshProfile(browser()), url)
    return { demo: await openTab(), openTab, openTabAlone, openOnAnotherDevice, stop }
  }
}
