import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ElementHandle, Page } from 'puppeteer-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { filesIn } from '../packaging/support/files-in.ts'
import { openPage, shareChromium } from '../support/browsers/chromium-page.ts'
import { onCleanup } from '../support/cleanup.ts'
import { eventually } from '../support/deadline.ts'
import { violationsOf } from './support/violations.ts'

const site = fileURLToPath(new URL('../../docs/.vitepress/dist', import.meta.url))

beforeAll(() => {
  if (!existsSync(site)) throw new Error('The site is not built: run `npm run docs -- --build` first.')
})

const chromium = shareChromium()

describe('the demo on the start page of the site', () => {
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

  test('ends when its reader goes on to another page', async () => {
    const page = await openPage(chromium(), 'about:blank')
    await page.evaluateOnNewDocument(countTimers)
    await page.goto(await served())
    await page.waitForSelector('.fault-demo')
    await demoOn(page).statusIs('connected')
    expect(await page.evaluate('timers.size')).toBeGreaterThan(0)

    await page.locator('.VPHero ::-p-text(Getting started)').click()
    await page.waitForFunction('!document.querySelector(".fault-demo")')
    await eventually(async () => (await page.evaluate('timers.size')) === 0)
  })

  async function openDemo() {
    const page = await openPage(chromium(), await served())
    await page.waitForSelector('.fault-demo')
    const demo = demoOn(page)
    await demo.statusIs('connected')
    return demo
  }
})

describe('the page that draws a recorded line', () => {
  test('shows when the line was open, and what went over it', async () => {
    const page = await openPage(chromium(), `${await served()}timeline.html`)
    await page.locator('.line-timeline ::-p-text(Show an example)').click()
    await page.waitForSelector('.stretch')
    const textsOf = (selector: string) =>
      page.$$eval(selector, (found) => found.map(({ textContent }) => textContent?.trim()))
    const states = ['connecting', 'connected', 'reconnecting', 'interrupted', 'connected']
    expect(await textsOf('.stretch')).toEqual(states)
    const entries = await textsOf('.line-timeline li')
    expect(entries).toContainEqual(expect.stringContaining('the page sends SendMessage'))
    expect(await page.$$('.mark')).toHaveLength(entries.length)

    await page.$$eval('.mark.fault', ([first]) => (first as HTMLElement).click())
    expect(await textsOf('li.shown')).toEqual([expect.stringContaining('is reconnecting')])
  })

  test('says what is wrong with a file that is no log', async () => {
    const page = await openPage(chromium(), `${await served()}timeline.html`)
    const file = join(mkdtempSync(join(tmpdir(), 'chat-transport-')), 'report.json')
    onTestFinished(() => rmSync(dirname(file), { recursive: true }))
    writeFileSync(file, '{ "format": "something else" }')
    const chooser = (await page.waitForSelector('input[aria-label="Log"]')) as ElementHandle<HTMLInputElement>
    await chooser.uploadFile(file)
    await page.waitForSelector('[role="alert"]')
    expect(await page.$eval('[role="alert"]', ({ textContent }) => textContent)).toMatch(
      /^session log\.format: expected/,
    )
  })
})

describe.each(['light', 'dark'])('in %s', (scheme) => {
  test.each(['', 'timeline.html', 'errors.html', 'packages/core.html', 'documents.html', '404.html'])(
    'whoever does not see the page /%s, or has no mouse, can use it',
    async (path) => {
      const page = await openPage(chromium(), 'about:blank')
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
      await page.goto((await served()) + path)
      if (path === '') await page.waitForSelector('.fault-demo')
      if (path === 'timeline.html') await page.locator('.line-timeline ::-p-text(Show an example)').click()
      expect(await violationsOf(page, 'html', { runOnly: ['wcag2a', 'wcag2aa'] })).toEqual([])
    },
  )
})

/** In the page: keeps the timers that have not run yet. */
function countTimers(): void {
  const timers = new Set<unknown>()
  const { setTimeout, clearTimeout } = window
  Object.assign(window, {
    timers,
    setTimeout(run: () => void, delayMs?: number) {
      const timer = setTimeout(() => {
        timers.delete(timer)
        run()
      }, delayMs)
      timers.add(timer)
      return timer
    },
    clearTimeout(timer: number) {
      timers.delete(timer)
      clearTimeout(timer)
    },
  })
}

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
