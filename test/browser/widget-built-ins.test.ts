import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { engines } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { startServer } from '../support/start-server.ts'
import { serveWidgetSite, widgetPage } from './support/shop-site.ts'

const library = (name: string) => readFileSync(new URL(`../field/libraries/${name}`, import.meta.url), 'utf8')
const second = `document.querySelectorAll('chat-widget')[1]`

describe.each(engines)('the widget, in %s', (engine) => {
  const browser = shareBrowser(engine)

  test.each([
    ['Prototype.js 1.6', library('like-prototype.js')],
    ['promises that have no finally', library('promises-without-finally.js')],
  ])('counts, calls and tells beside %s as anywhere', async (_title, script) => {
    const other = await startServer({ allowedOrigins: '*' })
    const site = await serveWidgetSite(
      {
        '/': {
          html: ({ files, server }) => `<script src="/library.js"></script>
            <script type="module" src="${files.origin}/chat-widget.js" crossorigin></script>
            <chat-widget server="${server.url}" title-badge sound></chat-widget>
            <chat-widget server="${other.url}" title-badge></chat-widget>`,
        },
      },
      { '/library.js': script },
    )
    const first = await site.open(browser())
    await first.read(`void widget.addEventListener('chat-attention', () => (window.isCalled = true))`)
    const agents = []
    for (const [widget, server] of [
      [first, site.server],
      [widgetPage(first.page, second), other],
    ] as const) {
      await widget.say('Hello')
      await server.waitForMessage('Hello')
      await widget.read('widget.close()')
      agents.push(await server.waitForAgent())
    }
    for (const agent of agents) await agent.say('Hi')
    await first.until(`document.title === '(2) Shop'`)
    await first.until('window.isCalled')
    await first.read('widget.open()')
    await first.until(`document.title === '(1) Shop'`)
    await site.server.waitForAgent('Alan')
    await first.until(`root.querySelector('[role=status]').textContent.includes('Alan has joined')`)
    // As a text: what a driver reads goes through the page's own JSON.
    expect(await first.page.evaluate(`String([watched.refusals, watched.uncaught, watched.errors])`)).toBe(',,')
  })
})
