import { describe, expect, test } from 'vitest'
import { engines } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { deadlineMs, serveWidgetSite } from './support/shop-site.ts'

/** Makes a widget, whose errors are `told`, as they are on the console. */
const making = `
window.told = []
window.logged = []
const { error } = console
console.error = (...said) => (logged.push(String(said[0])), error(...said))
window.make = (properties) => {
  const widget = Object.assign(document.createElement('chat-widget'), properties)
  widget.addEventListener('chat-error', ({ detail }) => told.push([detail.code, detail.message, String(detail.cause)].join(' | ')))
  return widget
}`

describe.each(engines)('in %s', (engine) => {
  const browser = shareBrowser(engine)
  const open = async () => {
    const html = ({ files }: { files: { origin: string } }) =>
      `<html lang="de"><script src="/making.js"></script><script type="module" src="${files.origin}/chat-widget.js"></script>`
    const site = await serveWidgetSite({ '/': { html } }, { '/making.js': making })
    const widget = await site.open(browser())
    await widget.page.result(`customElements.get('chat-widget') && true`, deadlineMs)
    return { site, widget, page: widget.page }
  }

  test('an element that is given neither a server nor a chat says so, once', async () => {
    const { page } = await open()
    await page.evaluate(`document.body.append(make({}))`)
    await page.result('told.length > 0', deadlineMs)
    await page.evaluate(`document.querySelector('chat-widget').theme = 'dark'`)
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 2500))')
    expect(await page.evaluate('told')).toEqual([expect.stringMatching(/^200 .*set its server, or its chat/)])
    expect(await page.evaluate('logged.length')).toBe(1)
  })

  test.each([0, 1000])(
    'one whose server is set %s ms after it was put into the page works, and says nothing',
    async (ms) => {
      const { site, page } = await open()
      await page.evaluate(`document.body.append(make({}))`)
      await page.evaluate(
        `setTimeout(() => (document.querySelector('chat-widget').server = '${site.server.url}'), ${ms})`,
      )
      await page.result(
        `document.querySelector('chat-widget').shadowRoot.querySelector('.launcher') && true`,
        deadlineMs,
      )
      await page.evaluate('new Promise((resolve) => setTimeout(resolve, 2500))')
      expect(await page.evaluate('[...told, ...logged]')).toEqual([])
    },
  )

  test('a property that is wrong is told once', async () => {
    const { site, page } = await open()
    await page.evaluate(`(() => {
      const widget = make({ form: 3 })
      widget.server = '${site.server.url}'
      document.body.append(widget)
    })()`)
    await page.result('told.length > 0', deadlineMs)
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 1000))')
    expect(await page.evaluate('told')).toEqual([expect.stringMatching(/^200 .*form/)])
    expect(await page.evaluate('logged.length')).toBe(1)
  })
  test('its logger is told why there is no line, once, and nothing else when the page goes away', async () => {
    const { widget, page } = await open()
    await page.evaluate(`(() => {
      const at = (level) => (text) => void lines.push(level + ' ' + text)
      window.lines = []
      const logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
      document.body.append(make({ server: location.origin + '/nothing-here', logger }))
    })()`)
    await widget.say('Hello')
    await page.result(`lines.some((line) => line.startsWith('info retry in'))`, deadlineMs)
    await page.result(`lines.some((line) => line.startsWith('warn'))`, deadlineMs)
    expect(await page.evaluate(`document.querySelector('chat-widget').report()`)).toContain('no connection yet')
    await page.evaluate(`dispatchEvent(new PageTransitionEvent('pagehide'))`)
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 500))')
    expect(await page.evaluate(`lines.filter((line) => line.startsWith('warn'))`)).toEqual([
      expect.stringMatching(/^warn cometd: no connection yet: wrong URL, server down/),
    ])
  })
})
