import { describe, expect, test } from 'vitest'
import { engines } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { serveWidgetSite, type WidgetPage, type WidgetSite } from './support/shop-site.ts'

/** What pages have in their style sheets, for everything that is in them. */
const sheets = [
  '* { all: unset !important }',
  '* { all: revert !important; display: block !important }',
  '* { position: static !important; float: left !important; z-index: 0 !important; display: inline-block !important }',
  '* { color: red !important; background: yellow !important; font: 40px/3 serif !important; text-align: right !important }',
  '* { letter-spacing: 9px !important; word-spacing: 20px !important; text-transform: uppercase !important; text-indent: 50px !important; white-space: pre !important }',
  '* { visibility: hidden !important; pointer-events: none !important; user-select: none !important; cursor: wait !important }',
  'body * { transform: rotate(3deg) !important; filter: blur(2px) !important; opacity: 0.3 !important; will-change: transform !important }',
  'body * { contain: strict !important; overflow: hidden !important; width: 0 !important; max-width: 90px !important; height: 0 !important; clip-path: inset(0) !important }',
  'body * { margin: 40px !important; padding: 40px !important; border: 9px solid red !important; outline: 5px solid blue !important; box-sizing: content-box !important }',
  'button, div, span, section, form, textarea, svg, p, header { display: none !important }',
  'html { font-size: 62.5% } body { font-size: 40px; line-height: 4 } ::part(x), .launcher, .window { display: none !important }',
  '* { animation: x 1s infinite !important; transition: all 9s !important } @keyframes x { from { opacity: 0 } }',
  'chat-widget { display: none !important; position: relative !important }',
]

/** Where everything in the widget is, and how it looks, but for what is there to be heard: that comes and goes. */
const appearance = `[...root.querySelectorAll(':not([role=status] *)')].map((element) => {
  const { x, y, width, height } = element.getBoundingClientRect()
  const style = getComputedStyle(element)
  const wanted = ['color', 'background-color', 'font', 'letter-spacing', 'word-spacing', 'text-transform', 'text-indent',
    'text-align', 'white-space', 'visibility', 'pointer-events', 'cursor', 'display', 'position', 'z-index', 'opacity',
    'transform', 'filter', 'border-top-width', 'outline-width', 'margin-top', 'padding-top', 'box-sizing']
  return [element.localName + '.' + element.classList, [x, y, width, height].map(Math.round).join(' '),
    ...wanted.map((name) => name + ': ' + style.getPropertyValue(name))].join('; ')
})`

const hostAppearance = `(({ opacity, transform, filter, zIndex, display, position }) =>
  [opacity, transform, filter, zIndex, display, position].join('; '))(getComputedStyle(widget))`

const sameAsBefore = async (widget: WidgetPage, sheet: string | undefined) => {
  await widget.page.evaluate(`void (() => {
    const style = document.querySelector('style') ?? document.head.appendChild(document.createElement('style'))
    style.textContent = ${JSON.stringify(sheet ?? '')}
  })()`)
  return [await widget.read<string>(hostAppearance), ...(await widget.read<readonly string[]>(appearance))]
}

describe.each(engines)('in %s', (engine) => {
  const browser = shareBrowser(engine)
  const open = async (html: (site: WidgetSite) => string) => {
    const site = await serveWidgetSite({ '/': { html } })
    const widget = await site.open(browser())
    await widget.until(`root && root.querySelector('.launcher')`)
    return widget
  }

  test("no rule of the page's changes how the launcher of the loader looks, whatever is !important", async () => {
    const widget = await open(({ loaderTag }) => loaderTag())
    const before = await sameAsBefore(widget, undefined)
    for (const sheet of sheets) expect(await sameAsBefore(widget, sheet), sheet).toEqual(before)
  })

  test('nor how the widget does, launcher and window', async () => {
    const widget = await open(
      ({ files, server }) =>
        `<script type="module" src="${files.origin}/chat-widget.js"></script>
         <chat-widget server="${server.url}"></chat-widget>`,
    )
    await widget.say('Hello')
    await widget.until(`root.querySelector('.bubble')`)
    await widget.until(`root.querySelector('.group-foot')?.textContent.includes('Sent')`)
    await widget.read(`root.activeElement?.blur()`)
    await widget.until(`root.getAnimations().length === 0`)
    const before = await sameAsBefore(widget, undefined)
    expect(before.length).toBeGreaterThan(30)
    for (const sheet of sheets) expect(await sameAsBefore(widget, sheet), sheet).toEqual(before)
  })

  test('a page can still hide it, place it, and colour it', async () => {
    const widget = await open(({ loaderTag }) => loaderTag())
    const before = await sameAsBefore(widget, undefined)
    for (const sheet of [
      'chat-widget { --chat-display: none }',
      'chat-widget { --chat-gap: 90px }',
      'chat-widget { --chat-accent: #063 }',
    ])
      expect(await sameAsBefore(widget, sheet), sheet).not.toEqual(before)
  })
})
