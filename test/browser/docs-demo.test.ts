import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Page } from 'puppeteer-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { filesIn } from '../packaging/support/files-in.ts'
import { openPage, shareChromium } from '../support/browsers/chromium-page.ts'
import { onCleanup } from '../support/cleanup.ts'
import { eventually } from '../support/deadline.ts'

const site = fileURLToPath(new URL('../../docs/.vitepress/dist', import.meta.url))

beforeAll(() => {
  if (!existsSync(site)) throw new Error('The site is not built: run `npm run docs -- --build` first.')
})

describe('the demo on the start page of the site', () => {
  const chromium = shareChromium()

  test('shows what is said at both ends', async () => {
    const demo = await openDemo()
    await demo.says('Hello')
    await demo.shows('Your page', 'Grace I have read “Hello”.')
    await demo.shows('The server', 'You Hello')
    await demo.tallyIs('Said: 2 · Lost: 0 · Shown twice: 0')
  })

  test('keeps what is said while the line is cut, and tells when nothing is missing any more', async () => {
    const demo = await openDemo()
    await demo.clicks('Cut the line')
    await demo.says('Into the cut')
    await demo.shows('Your page', 'You Into the cut queued')
    await demo.clicks('Let Grace say something')
    await demo.shows('The server', 'Grace Your parcel has left our house.')
    await demo.statusIs('interrupted')

    await demo.clicks('Mend the line')
    await demo.statusIs('connected')
    await demo.shows('Your page', 'Grace Your parcel has left our house.')
    await demo.shows('The server', 'You Into the cut')
    await demo.tallyIs('Said: 3 · Lost: 0 · Shown twice: 0')
  })

  test('survives a server that restarts and a page that is reloaded, both in the middle', async () => {
    const demo = await openDemo()
    await demo.says('Before')
    await demo.shows('Your page', 'Grace I have read “Before”.')
    await demo.clicks('Restart the server')
    await demo.says('Meanwhile')
    await demo.clicks('Reload the page')
    await demo.shows('Your page', 'Grace I have read “Meanwhile”.')
    await demo.shows('The server', 'You Meanwhile')
    await demo.tallyIs('Said: 4 · Lost: 0 · Shown twice: 0')
    const own = (await demo.lines('The server')).filter((line) => /You/.test(line))
    expect(own).toEqual([expect.stringMatching(/You Before/), expect.stringMatching(/You Meanwhile/)])
  })

  async function openDemo() {
    const page = await openPage(chromium(), await served())
    await page.waitForSelector('.fault-demo')
    const demo = demoOn(page)
    await demo.statusIs('connected')
    return demo
  }
})

/** Serves what was built, and nothing else: the site works without a network. */
async function served(): Promise<string> {
  const server = createServer(filesIn(site)).listen(0, 'localhost')
  await once(server, 'listening')
  onCleanup(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://localhost:${(server.address() as AddressInfo).port}/`
}

/** What a reader does with the demo, and sees of it. */
function demoOn(page: Page) {
  const textsOf = (selector: string) =>
    page.$$eval(selector, (found) => found.map(({ textContent }) => (textContent ?? '').replaceAll(/\s+/g, ' ').trim()))
  const lines = (end: string) => textsOf(`section[aria-label="${end}"] li`)
  return {
    lines,
    async says(text: string) {
      await page.type('input[aria-label="Message"]', text)
      await page.keyboard.press('Enter')
    },
    clicks: (button: string) => page.locator(`.fault-demo ::-p-text(${button})`).click(),
    shows: (end: string, line: string) =>
      eventually(async () => (await lines(end)).some((shown) => shown.includes(line)), 20_000),
    statusIs: (status: string) =>
      eventually(async () => (await textsOf('output[data-status]')).includes(status), 20_000),
    tallyIs: (tally: string) => eventually(async () => (await textsOf('.tally')).includes(tally), 20_000),
  }
}
