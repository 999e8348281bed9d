import { launchChromium } from '../../support/browsers/chromium-page.ts'
import { runDemo } from '../../support/start-demo.ts'
import { openDemoPage } from './demo-page.ts'

/** The demo for the current test, open in one tab. What is made last ends first: the demo ends while its pages are open, as with Ctrl+C. */
export async function openDemo() {
  const browser = await launchChromium()
  const { url, stop } = await runDemo()
  const openTab = () => openDemoPage(browser, url)
  /** One that shares no line with the others, as in a browser that cannot. */
  const openTabAlone = () => openDemoPage(browser, `${url}/?alone`)
  /** A browser that shares nothing with the first. */
  const openOnAnotherDevice = async () => openDemoPage(await launchChromium(), url)
  return { demo: await openTab(), openTab, openTabAlone, openOnAnotherDevice, stop }
}
