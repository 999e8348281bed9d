import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type BrowserPage, engines } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { markup, payloads } from './injection/payloads.ts'
import { serveWidgetSite } from './support/shop-site.ts'

const hostileChat = readFileSync(new URL('injection/hostile-chat.js', import.meta.url), 'utf8')

/** A page without any policy: nothing but the widget keeps a script from running. */
const html = ({ files }: { files: { origin: string } }) =>
  `<script src="/chat-transport.js"></script><script src="/hostile-chat.js"></script>
   <script type="module" src="${files.origin}/chat-widget.js"></script>`

/** Has the page do something with each text, and returns what came of it, by text. */
async function each(page: BrowserPage, run: string, texts: readonly string[]) {
  await page.evaluate(`void (async () => {
    window.outcome = undefined
    const found = {}
    for (const text of ${JSON.stringify(texts)}) {
      const dangers = await ${run}(text).catch((error) => ['threw ' + error.stack])
      if (dangers.length > 0) found[text] = dangers
    }
    window.outcome = found
  })()`)
  return page.result<Readonly<Record<string, readonly string[]>>>('window.outcome', 200_000)
}

describe.each(engines)('in %s', (engine) => {
  const browser = shareBrowser(engine)
  const open = async () => {
    const site = await serveWidgetSite({ '/': { html } }, { '/hostile-chat.js': hostileChat })
    const { page } = await site.open(browser())
    await page.result(`customElements.get('chat-widget') && true`, 30_000)
    return page
  }
  const executed = (page: BrowserPage) => page.evaluate<readonly string[]>('executed')

  test.each(payloads)(
    'hostile %s: nothing runs, wherever it stands in a chat, and no address in it is one to follow',
    async (_, texts) => {
      const page = await open()
      expect(await each(page, 'showHostile', texts)).toEqual({})
      expect(await each(page, 'showHostileForm', texts)).toEqual({})
      expect(await executed(page)).toEqual([])
      expect(await page.evaluate('Object.keys(Object.prototype)')).toEqual([])
    },
  )

  test('a page that takes them for HTML runs them, so the tests above would see it', async () => {
    const page = await open()
    const dangers = await each(page, 'showCarelessly', markup)
    expect(new Set(await executed(page)).size).toBeGreaterThan(15)
    expect(Object.keys(dangers).length).toBeGreaterThan(50)
  })
})
