import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'puppeteer-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { launchChromium, openPage } from '../support/browsers/chromium-page.ts'
import { eventually } from '../support/deadline.ts'
import { startServer } from '../support/start-server.ts'

const dist = new URL('../../packages/browser/dist/', import.meta.url)

/** What a site owner writes, over one transport: the script from elsewhere, a chat server elsewhere again. */
const siteOf = (scriptOrigin: string, chatUrl: string, transport: string) => `<!doctype html>
<script src="${scriptOrigin}/chat-transport.js"></script>
<script>
  const { createChat, cometdTransport } = ChatTransport
  const chat = createChat({ transport: cometdTransport({ url: '${chatUrl}', transports: ['${transport}'] }) })
  const heard = []
  chat.restoreSession()
    .then((restored) => restored ?? chat.startSession({ nickname: 'Ada' }))
    .then((session) => {
      session.onMessageReceived((event) => heard.push(event.content.text))
      window.say = (text) => session.sendMessage(text)
    })
</script>`

describe.each(['websocket', 'long-polling'])(
  'a page of another site, with third-party cookies blocked, over %s',
  (transport) => {
    test('chats, and has its session back after a reload', async () => {
      const cdn = await startCdn()
      const site = await startSite(() => siteOf(cdn.origin, chatServer.url, transport))
      const chatServer = await startServer({ allowedOrigins: [site.origin] })
      const browser = await launchChromium({ thirdPartyCookies: 'blocked' })
      const page = await openPage(browser, site.origin)

      await say(page, 'Hello from the page')
      await chatServer.waitForMessage('Hello from the page')
      const agent = await chatServer.waitForAgent('Grace')
      await agent.say('Hello from the agent')
      await hears(page, ['Hello from the page', 'Hello from the agent'])

      await page.reload()
      await hears(page, ['Hello from the page', 'Hello from the agent'])
      expect(chatServer.backend.sessions()).toHaveLength(1)
      expect(await keepsThirdPartyCookies(page, cdn.origin)).toBe(false)
    })
  },
)

test('a browser that does not block them keeps third-party cookies, so the tests above show what they say', async () => {
  const cdn = await startCdn()
  const site = await startSite(() => '<!doctype html>')
  const page = await openPage(await launchChromium(), site.origin)
  expect(await keepsThirdPartyCookies(page, cdn.origin)).toBe(true)
})

/** Serves the script, and says on request whether the cookie that came with it has come back. */
async function startCdn() {
  const script = await readFile(new URL('chat-transport.js', dist))
  return startHttpServer('127.0.0.1', ({ url, headers }, response) => {
    if (headers.origin) response.setHeader('Access-Control-Allow-Origin', headers.origin)
    response.setHeader('Access-Control-Allow-Credentials', 'true')
    response.setHeader('Set-Cookie', 'probe=1; SameSite=None; Secure')
    if (url === '/cookie') return void response.end(headers.cookie ?? '')
    response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script)
  })
}

/** `localhost` is another site than 127.0.0.1, where the script and the chat come from. */
function startSite(html: () => string) {
  return startHttpServer('localhost', (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(html())
  })
}

async function startHttpServer(host: string, listener: RequestListener) {
  const server = createServer(listener).listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { origin: `http://${host}:${(server.address() as AddressInfo).port}` }
}

interface SiteWindow {
  readonly say?: (text: string) => Promise<unknown>
}
declare const heard: readonly string[]

async function say(page: Page, text: string): Promise<void> {
  await page.waitForFunction(() => typeof (window as SiteWindow).say === 'function')
  await page.evaluate((message) => (window as SiteWindow).say?.(message), text)
}

async function hears(page: Page, texts: readonly string[]): Promise<void> {
  const said = () => page.evaluate(() => heard)
  await eventually(async () => (await said()).length >= texts.length)
  expect(await said()).toEqual(texts)
}

/** Asks twice: the first answer sets the cookie, the second says whether it was kept. */
function keepsThirdPartyCookies(page: Page, origin: string): Promise<boolean> {
  return page.evaluate(async (url) => {
    await fetch(url, { credentials: 'include' })
    return (await (await fetch(url, { credentials: 'include' })).text()) === 'probe=1'
  }, `${origin}/cookie`)
}
