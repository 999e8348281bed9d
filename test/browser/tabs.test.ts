import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'puppeteer-core'
import { expect, onTestFinished, test } from 'vitest'
import { launchChromium } from '../support/browsers/chromium-page.ts'
import { eventually } from '../support/deadline.ts'
import { startServer } from '../support/start-server.ts'

const dist = new URL('../../packages/browser/dist/', import.meta.url)

/** What a site owner writes. */
const siteOf = (chatUrl: string) => `<!doctype html>
<script src="/chat-transport.js"></script>
<script src="/chat-transport.tabs.js"></script>
<script>
  const { createChat, cometdTransport, webStorage } = ChatTransport
  const transport = ChatTransportTabs.sharedByTabs(cometdTransport({ url: '${chatUrl}' }))
  const chat = createChat({ transport, storage: webStorage({ area: 'local' }) })
  const session = chat.openSession({ nickname: 'Ada' })
  const interruptions = []
  session.onInterrupted(() => interruptions.push(Date.now()))
  const tab = {
    say: (text) => void session.sendMessage(text),
    get leads() { return transport.leads },
    get status() { return session.status },
    get interruptions() { return interruptions.length },
    get shown() { return session.transcript.filter(({ delivery }) => delivery === 'sent').flatMap(({ event }) => event.type === 'EventMessage' ? [event.content.text] : []) },
  }
</script>`

interface TabInPage {
  readonly leads: boolean
  readonly status: string
  readonly interruptions: number
  readonly shown: readonly string[]
  say(text: string): void
}
declare const tab: TabInPage

test('five tabs have one line, and what is said while the tab that leads is closed arrives once', async () => {
  const scripts = ['chat-transport.js', 'chat-transport.tabs.js']
  const site = createServer((request, response) => {
    const script = scripts.find((name) => request.url === `/${name}`)
    if (!script) return void response.writeHead(200, { 'Content-Type': 'text/html' }).end(siteOf(chat.url))
    return void readFile(new URL(script, dist)).then((code) =>
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(code),
    )
  }).listen(0, 'localhost')
  await once(site, 'listening')
  onTestFinished(() => {
    site.close()
    site.closeAllConnections()
  })
  const origin = `http://localhost:${(site.address() as AddressInfo).port}`
  const chat = await startServer({ allowedOrigins: [origin] })
  const browser = await launchChromium()
  const pages: Page[] = []
  for (let count = 0; count < 5; count++) {
    const page = await browser.newPage()
    await page.goto(origin)
    pages.push(page)
    await page.bringToFront()
    await eventually(async () => (await page.evaluate(() => tab.status)) === 'connected')
  }
  expect(chat.backend.sessions()).toHaveLength(1)
  const leading = await Promise.all(pages.map((page) => page.evaluate(() => tab.leads)))
  expect(leading.filter(Boolean)).toHaveLength(1)

  const leader = pages[leading.indexOf(true)] as Page
  const others = pages.filter((page) => page !== leader)
  const said = others.flatMap((_, place) => [`before ${place}`, `after ${place}`])
  await Promise.all(others.map((page, place) => page.evaluate((text) => tab.say(text), `before ${place}`)))
  await leader.close()
  await Promise.all(others.map((page, place) => page.evaluate((text) => tab.say(text), `after ${place}`)))

  for (const page of others) {
    await eventually(async () => (await page.evaluate(() => tab.shown)).length >= said.length)
    expect([...(await page.evaluate(() => tab.shown))].sort()).toEqual([...said].sort())
    expect(await page.evaluate(() => tab.interruptions)).toBe(0)
  }
  const ledNow = await Promise.all(others.map((page) => page.evaluate(() => tab.leads)))
  expect(ledNow.filter(Boolean)).toHaveLength(1)
})
