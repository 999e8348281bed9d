import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { engines } from '../support/browsers/browser-page.ts'
import { heapBytes, heapLimits } from '../support/browsers/heap-bytes.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { eventually } from '../support/deadline.ts'
import { serveWidgetSite, type WidgetPage } from './support/shop-site.ts'

const counting = readFileSync(new URL('connection/counting.js', import.meta.url), 'utf8')
const nothing = { timers: 0, listeners: 0, sockets: 0, requests: 0, channels: 0, workers: 0, blobUrls: 0 }

const mounts = 1_000

/** What a route of an application does that has the widget on it, again and again. */
const mounting = `
window.alive = []
window.mount = async (times, server, isShown) => {
  for (let time = 0; time < times; time++) {
    const widget = document.createElement('chat-widget')
    widget.setAttribute('server', server)
    document.body.append(widget)
    await widget.updateComplete
    widget.open()
    await widget.updateComplete
    while (!isShown(widget.shadowRoot)) await new Promise((resolve) => requestAnimationFrame(resolve))
    alive.push(new WeakRef(widget))
    widget.remove()
    await null
  }
  return 'done'
}`

describe.each(engines)('in %s', (engine) => {
  const browser = shareBrowser(engine)
  const open = async () => {
    const site = await serveWidgetSite(
      {
        '/': {
          html: ({ files }) => `<script src="/counting.js"></script><script src="/mounting.js"></script>
            <script type="module" src="${files.origin}/chat-widget.js"></script>`,
        },
      },
      { '/counting.js': counting, '/mounting.js': mounting },
    )
    const widget = await site.open(browser())
    await widget.page.result(`customElements.get('chat-widget') && true`, 30_000)
    return { site, widget }
  }
  const mount = async ({ page }: WidgetPage, times: number, { server, shown }: { server: string; shown: string }) => {
    await page.evaluate(`void (window.done = undefined, mount(${times}, '${server}', (root) => ${shown})
      .then((done) => (window.done = done), (error) => (window.done = String(error))))`)
    expect(await page.result('window.done', 200_000)).toBe('done')
  }
  const leavesNothing = async ({ page }: WidgetPage, nodesBefore: number) => {
    await eventually(async () => isNothing(await page.evaluate('held')), 20_000).catch(() => undefined) // shown below
    expect(await page.evaluate('held')).toEqual(nothing)
    expect(await page.evaluate(`document.querySelectorAll('*').length`)).toBe(nodesBefore)
    if (heapLimits[engine]) return
    // Chromium remembers what had the focus last, and draws a last frame of what was there before that.
    const kept = async () => {
      await heapBytes(page)
      return page.evaluate<number>('alive.slice(0, -1).filter((widget) => widget.deref()).length')
    }
    await eventually(async () => (await kept()) === 0, 20_000).catch(() => undefined) // shown below
    expect(await kept()).toBe(0)
  }
  const unread = heapLimits[engine] ? ` (heap not read: ${heapLimits[engine]})` : ''

  test(
    `${mounts} widgets that were opened and taken away leave nothing behind${unread}`,
    { timeout: 240_000 },
    async () => {
      const { site, widget } = await open()
      const shown = `root.querySelector('[role=dialog]')`
      const nodes = await widget.page.evaluate<number>(`document.querySelectorAll('*').length`)
      await mount(widget, mounts / 2, { server: site.server.url, shown })
      const halfway = heapLimits[engine] ? 0 : await heapBytes(widget.page)
      await mount(widget, mounts / 2, { server: site.server.url, shown })
      await leavesNothing(widget, nodes)
      if (heapLimits[engine]) return
      // A widget that is kept costs some hundred thousand bytes.
      expect(((await heapBytes(widget.page)) - halfway) / (mounts / 2)).toBeLessThan(3_000)
    },
  )

  test('nor do 30 that have come back to a chat over a real line', { timeout: 240_000 }, async () => {
    const { site, widget } = await open()
    const nodes = await widget.page.evaluate<number>(`document.querySelectorAll('*').length`)
    await widget.page.evaluate(`void (() => {
      const first = document.createElement('chat-widget')
      first.setAttribute('server', '${site.server.url}')
      document.body.append(first)
    })()`)
    await widget.say('Hello')
    await site.server.waitForMessage('Hello')
    await widget.page.evaluate(`document.querySelector('chat-widget').remove()`)
    await mount(widget, 30, { server: site.server.url, shown: `root.querySelector('.bubble')` })
    await leavesNothing(widget, nodes)
    expect(site.server.backend.sessions()).toHaveLength(1)
  })
})

const isNothing = (held: object) => Object.values(held).every((count) => count === 0)
