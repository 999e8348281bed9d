import { describe, expect, test } from 'vitest'
import { engines } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import {
  deadlineMs,
  serveWidgetSite,
  type ShopPage,
  type WidgetPage,
  widgetPage,
  type WidgetSite,
} from './support/shop-site.ts'

const moduleTag = ({ files }: WidgetSite) => `<script type="module" src="${files.origin}/chat-widget.js"></script>`
const elementFor = (server: string) => `<chat-widget server="${server}"></chat-widget>`
const withElement: ShopPage['html'] = (site) => moduleTag(site) + elementFor(site.server.url)

const strict: ShopPage['headers'] = ({ policy }) => ({ 'Content-Security-Policy': policy })
const isolated = () => ({ 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Opener-Policy': 'same-origin' })
const sandboxed = () => ({ 'Content-Security-Policy': 'sandbox allow-scripts' })

const kinds = [
  { kind: 'the policy that the README says is enough', headers: strict },
  { kind: 'an opener policy and an embedder policy', headers: isolated },
  { kind: 'the sandbox of a frame that may run scripts and nothing else', headers: sandboxed },
]
const ways = [
  { way: 'by its loader', html: (site: WidgetSite) => site.loaderTag({ lang: 'de' }) },
  { way: 'by its module', html: withElement },
]

/** A visitor and an agent say something of each kind. */
async function chat({ server }: WidgetSite, widget: WidgetPage): Promise<void> {
  await widget.until(`root && root.querySelector('.launcher')`)
  await widget.say('Hello')
  await server.waitForMessage('Hello')
  const agent = await server.waitForAgent('Grace')
  await agent.send({ type: 'text', text: '**Hi!** See https://example.com', format: 'markdown' })
  await agent.send({
    type: 'choices',
    text: 'Which one?',
    choices: [{ label: 'This', value: 'this' }],
    fallback: 'This?',
  })
  await widget.press('.choice')
  await server.waitForMessage('This')
  await widget.until(`root.querySelectorAll('.bubble').length === 4`)
}

describe.each(engines)('in %s', (engine) => {
  const browser = shareBrowser(engine)

  describe.each(kinds)('a page under $kind', ({ headers }) => {
    test.each(ways)('has a chat, $way, and nothing is refused', async ({ html }) => {
      const site = await serveWidgetSite({ '/': { html, headers } })
      const widget = await site.open(browser())
      await chat(site, widget)
      expect(await widget.watched()).toEqual({ refusals: [], uncaught: [], errors: [] })
    })
  })

  test('what the policy of the README does not allow is refused, so the tests above would see it', async () => {
    const html = (site: WidgetSite) => `${withElement(site)}<script>window.inline = true</script>`
    const site = await serveWidgetSite({ '/': { html, headers: strict } })
    const widget = await site.open(browser())
    await widget.until(`root && root.querySelector('.launcher')`)
    expect((await widget.watched()).refusals).not.toEqual([])
    expect(await widget.page.evaluate(`'inline' in window`)).toBe(false)
  })

  test('a page that was in the back/forward cache, or is loaded anew, has its chat and what was said meanwhile', async () => {
    const site = await serveWidgetSite({ '/': { html: withElement }, '/elsewhere': { html: () => 'Elsewhere' } })
    const widget = await site.open(browser())
    await chat(site, widget)
    const agent = await site.server.waitForAgent('Alan')
    await widget.page.goTo(`${site.origin}/elsewhere`)
    await agent.say('Said meanwhile')
    await widget.page.goBack()
    await widget.page.result(`location.pathname === '/'`, deadlineMs)
    await widget.until(`root && root.querySelector('.launcher') && (widget.isOpen || (widget.open(), false))`)
    await widget.until(`[...root.querySelectorAll('.bubble')].at(-1)?.textContent.includes('Said meanwhile')`)
    await widget.say('And on it goes')
    await site.server.waitForMessage('And on it goes')
    expect(site.server.backend.sessions()).toHaveLength(1)
    await widget.until(`root.querySelectorAll('.bubble').length === 6`)
  })

  test('an attribute that is taken away is as one that never was', async () => {
    const html = (site: WidgetSite) => `${moduleTag(site)}<chat-widget lang="de" greet-after="0"></chat-widget>`
    const site = await serveWidgetSite({ '/': { html } })
    const widget = await site.open(browser())
    await widget.until(`widget.language === 'de' && widget.greetAfter === 0`)
    for (const name of ['lang', 'greet-after']) await widget.read(`widget.removeAttribute('${name}')`)
    await widget.read(`widget.setAttribute('server', '${site.server.url}')`)
    await widget.until(`root && root.querySelector('.launcher')`)
    await widget.until(`widget.language === undefined && widget.greetAfter === undefined`)
    await widget.read(`widget.removeAttribute('server')`)
    await widget.until(`root.querySelector('.launcher') === null`)
    expect((await widget.watched()).errors).toEqual([])
  })

  test('two widgets on one page are two chats', async () => {
    const elsewhere = await serveWidgetSite({})
    const site = await serveWidgetSite({
      '/': { html: (own) => withElement(own) + elementFor(elsewhere.server.url) },
    })
    const first = await site.open(browser())
    const second = widgetPage(first.page, `document.querySelectorAll('chat-widget')[1]`)
    await first.say('To the first')
    await site.server.waitForMessage('To the first')
    await second.say('To the second')
    await elsewhere.server.waitForMessage('To the second')
    expect(await first.messages()).toEqual(['To the first'])
    expect(await second.messages()).toEqual(['To the second'])
    await first.page.reload()
    for (const [widget, text] of [
      [first, 'To the first'],
      [second, 'To the second'],
    ] as const) {
      await widget.until(`root && root.querySelector('.launcher') && (widget.open(), true)`)
      await widget.until(`root.querySelector('.bubble')?.textContent.trim() === '${text}'`)
    }
  })
})
