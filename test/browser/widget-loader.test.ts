import { describe, expect, test } from 'vitest'
import { loadTexts, spokenLanguages } from '../../packages/widget/src/texts/load-texts.ts'
import { engines } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { eventually } from '../support/deadline.ts'
import { serveWidgetSite, widgetPage, type WidgetSite } from './support/shop-site.ts'

const withLoader = { html: ({ loaderTag }: WidgetSite) => loaderTag() }

/** Of each file, whether it was asked for. */
const loaded = ({ files }: WidgetSite) => files.requests.includes('chat-widget.js')

/** How a launcher looks, and where it is. */
const looks = `(() => {
  const button = root.querySelector('.launcher')
  const { x, y, width, height } = button.getBoundingClientRect()
  const icon = button.querySelector('svg').getBoundingClientRect()
  const style = getComputedStyle(button)
  const stroke = getComputedStyle(button.querySelector('path'))
  return { x, y, width, height, icon: [icon.x, icon.y, icon.width, icon.height],
    colors: [style.backgroundColor, style.color, style.boxShadow, style.borderRadius, style.cursor, style.scale],
    stroke: [stroke.stroke, stroke.strokeWidth, stroke.strokeLinejoin, stroke.fill],
    role: [button.ariaExpanded, button.ariaLabel, button.part.value] }
})()`

const isOpen = `root.querySelector('[role=dialog]')`

describe.each(engines)('the loader, in %s', (engine) => {
  const browser = shareBrowser(engine)
  const open = async (html = withLoader.html) => {
    const site = await serveWidgetSite({ '/': { html } })
    return { site, widget: await site.open(browser()) }
  }

  test('shows a launcher and loads nothing else; a click loads the widget, whose window opens', async () => {
    const { site, widget } = await open()
    await widget.until(`root.querySelector('.launcher')`)
    expect(site.files.requests).toEqual(['loader.js'])
    await widget.press('.launcher')
    await widget.until(isOpen)
    await widget.say('Hello')
    await site.server.waitForMessage('Hello')
    expect(await widget.watched()).toEqual({ refusals: [], uncaught: [], errors: [] })
  })

  test('its launcher looks as the one that takes its place, and has the focus that it had', async () => {
    const { widget } = await open(
      ({ loaderTag }) =>
        `<style>chat-widget { --chat-accent: #063; --chat-gap: 31px }</style>${loaderTag({ theme: 'light' })}`,
    )
    await widget.until(`root.querySelector('.launcher')`)
    const before = await widget.read(looks)
    await widget.read(`root.querySelector('.launcher').focus()`)
    await widget.until(`widget.isOpen === false && root.querySelectorAll('.launcher').length === 1`)
    await widget.until(`root.activeElement === root.querySelector('.launcher')`)
    await widget.read(`root.activeElement.blur()`)
    expect(await widget.read(looks)).toEqual(before)
  })

  test('no click is lost while it loads, and it says that it is busy', async () => {
    const { site, widget } = await open()
    let goOn: (() => void) | undefined
    site.files.change('chat-widget.js', (body) => new Promise((resolve) => (goOn = () => resolve(body))))
    await widget.press('.launcher')
    await widget.press('.launcher')
    await eventually(() => goOn)
    expect(await widget.read(`root.querySelector('.launcher').ariaBusy`)).toBe('true')
    goOn?.()
    await widget.until(isOpen)
    expect(await widget.read(`root.querySelectorAll('.launcher').length`)).toBe(1)
  })

  test('what was asked for by ready() runs before the chat opens, or at once; what throws stops nobody', async () => {
    const { site, widget } = await open()
    await widget.until(`root.querySelector('.launcher')`)
    await widget.page.evaluate(`void (() => {
      window.told = []
      ChatTransport.ready(() => { throw new Error('of the page') })
      ChatTransport.ready((widget) => { told.push('first', widget.isOpen); widget.texts = { title: 'The shop' } })
      ChatTransport.ready((widget) => { told.push('second'); widget.open() })
    })()`)
    expect(loaded(site)).toBe(false)
    await widget.press('.launcher')
    await widget.until(isOpen)
    await widget.until(`root.querySelector('#title').textContent.trim() === 'The shop'`)
    await widget.page.evaluate(`void ChatTransport.ready((widget) => told.push('third', widget.isOpen))`)
    await widget.until(`told.length === 5`)
    expect(await widget.page.evaluate('told')).toEqual(['first', false, 'second', 'third', true])
    expect((await widget.watched()).uncaught.join()).toMatch(/of the page/)
  })

  const sdk = '<script src="/chat-transport.js"></script>'
  test.each([
    ['before', (tag: string) => tag + sdk],
    ['after', (tag: string) => sdk + tag],
  ])('stands %s the script of the SDK, and neither takes the global of the other', async (_where, both) => {
    const { widget } = await open(({ loaderTag }) => both(loaderTag()))
    await widget.until(`root.querySelector('.launcher')`)
    const kinds = await widget.page.evaluate('[typeof ChatTransport.createChat, typeof ChatTransport.ready]')
    expect(kinds).toEqual(['function', 'function'])
  })

  test('a visitor who has a chat sees it again on the next page, without a click', async () => {
    const { site, widget } = await open()
    await widget.say('Hello')
    await site.server.waitForMessage('Hello')
    const agent = await site.server.waitForAgent('Grace')
    await widget.page.reload()
    await widget.until(`typeof widget.isOpen === 'boolean'`)
    await agent.say('Are you still there?')
    // Whether its window was open is for the widget to know.
    await widget.until(`widget.isOpen || root.querySelector('.badge')`)
    await widget.until(`root.querySelectorAll('.bubble').length === 2 || (widget.open(), false)`)
  })

  test('data-load="idle" loads when the browser is idle, and so does a greeting', async () => {
    for (const data of [{ load: 'idle' }, { 'greet-after': '1' }]) {
      const { site, widget } = await open(({ loaderTag }) => loaderTag(data))
      await widget.until('widget.isOpen === false')
      expect(loaded(site)).toBe(true)
      if (data['greet-after']) await widget.until(`root.querySelector('.greeting')`)
    }
  })

  test.each(spokenLanguages)('its launcher speaks %s', async (language) => {
    const texts = await loadTexts(language)
    const { widget } = await open(({ loaderTag }) => loaderTag({ lang: language }))
    await widget.until(`root.querySelector('.launcher')`)
    expect(await widget.read(`root.querySelector('.launcher').ariaLabel`)).toBe(texts.open)
  })

  test('tags for one server are one widget; for two, two, and ready() has both', async () => {
    const { site } = await open(({ loaderTag, server }) =>
      [loaderTag(), loaderTag(), loaderTag({ server: `${server.origin}/elsewhere` })].join(''),
    )
    const widget = await site.open(browser())
    const second = widgetPage(widget.page, `document.querySelectorAll('chat-widget')[1]`)
    await second.until(`root.querySelector('.launcher')`)
    expect(await widget.page.evaluate(`document.querySelectorAll('chat-widget').length`)).toBe(2)
    await widget.page.evaluate(`void (window.servers = [], ChatTransport.ready(({ server }) => servers.push(server)))`)
    await second.press('.launcher')
    await second.until(isOpen)
    await widget.press('.launcher')
    await widget.until(isOpen)
    expect(
      await widget.page.evaluate(`[...document.querySelectorAll('chat-widget')].map(({ server }) => server)`),
    ).toEqual([site.server.url, `${site.server.origin}/elsewhere`])
    expect(await widget.page.evaluate('servers.length')).toBe(2)
    expect(await widget.watched()).toMatchObject({ uncaught: [], errors: [] })
  })

  test('a page without a server in the tag is told so', async () => {
    const site = await serveWidgetSite({ '/': { html: ({ loaderTag }) => loaderTag({ server: '' }) } })
    const widget = await site.open(browser())
    expect((await widget.watched()).uncaught.join()).toMatch(/needs data-server/)
  })

  test('where the widget cannot run, the launcher stays, and the console says so', async () => {
    const broken = `<script>customElements.define = () => { throw new Error('not on this page') }</script>`
    const { widget } = await open(({ loaderTag }) => broken + loaderTag())
    await widget.press('.launcher')
    await widget.until(`watched.errors.some((said) => said.includes('its script failed'))`)
    expect(await widget.read(`root.querySelector('.launcher').ariaBusy`)).toBe(null)
  })

  describe('when a file of the widget', () => {
    const files = ['chat-widget.js', 'chat-transport.js']

    test.each(files)('%s is another than it was built with, it does not run', async (file) => {
      const { site, widget } = await open()
      for (const one of files) site.files.change(one, (body) => (one === file ? `window.evil = true;${body}` : body))
      await widget.press('.launcher')
      await widget.until(`watched.errors.some((said) => said.includes('chat-loader'))`)
      expect(await widget.page.evaluate(`['evil' in window, customElements.get('chat-widget') !== undefined]`)).toEqual(
        [false, false],
      )
    })

    test.each(files)('%s cannot be had, it says so and tries again with the next click', async (file) => {
      const { site, widget } = await open()
      site.files.change(file, () => {
        throw new Error('the server is over its limit')
      })
      await widget.press('.launcher')
      await widget.until(`watched.errors.some((said) => said.includes('chat-loader: not loaded, click again'))`)
      expect(await widget.read(`root.querySelector('.launcher').ariaBusy`)).toBe(null)
      site.files.restore()
      // Firefox asks for a module once, whatever comes of it.
      if (engine === 'firefox') await widget.page.reload()
      await widget.press('.launcher')
      await widget.until(isOpen)
    })
  })
})
