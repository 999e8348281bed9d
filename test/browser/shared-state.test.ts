import { readFile } from 'node:fs/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { engines } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { serveSite, type Route } from '../support/serve-site.ts'

const dist = new URL('../../packages/browser/dist/', import.meta.url)
const script = (name: string) => async () =>
  ({ type: 'text/javascript', body: await readFile(new URL(name, dist)) }) as const

/** What a site owner writes. */
const page = `<!doctype html>
<script src="/chat-transport.js"></script>
<script src="/chat-transport.tabs.js"></script>
<script>
  const widget = ChatTransportTabs.sharedState('widget', { open: false, draft: '', seen: 0 })
  const heard = []
  widget.subscribe(() => heard.push(widget.get()))
  let shownFromCache = 0
  addEventListener('pageshow', ({ persisted }) => (shownFromCache += persisted ? 1 : 0))
</script>`

const routes: Readonly<Record<string, Route>> = {
  '/': { type: 'text/html', body: page },
  '/elsewhere': { type: 'text/html', body: '<!doctype html>' },
  '/chat-transport.js': script('chat-transport.js'),
  '/chat-transport.tabs.js': script('chat-transport.tabs.js'),
}

interface Widget {
  readonly open: boolean
  readonly draft: string
  readonly seen: number
}

describe.each(engines)('in %s', (engine) => {
  const browser = shareBrowser(engine)

  test('two tabs see the same: what either has set, what was set before, and that it was cleared', async () => {
    const openTab = await openSite(browser)
    const first = await openTab()
    await first.sets({ open: true, draft: 'Hel' })
    const second = await openTab()
    expect(await second.state()).toEqual({ open: true, draft: 'Hel', seen: 0 })

    await second.sets({ draft: 'Hello' })
    await first.hasState({ open: true, draft: 'Hello', seen: 0 })
    await first.sets({ seen: 17 })
    await second.sets({ open: false })
    for (const tab of [first, second]) await tab.hasState({ open: false, draft: 'Hello', seen: 17 })

    await first.page.reload()
    expect(await first.state()).toEqual({ open: false, draft: 'Hello', seen: 17 })
    await second.page.evaluate('widget.clear()')
    await first.hasState({ open: false, draft: '', seen: 0 })
  })

  test('tabs that set different fields at the same time lose none, and come to the same', async () => {
    const openTab = await openSite(browser)
    const tabs = [await openTab(), await openTab()]
    const [first, second] = tabs
    for (let count = 1; count <= 30; count++)
      await Promise.all([first?.sets({ draft: `${count}`, open: count % 2 === 1 }), second?.sets({ seen: count })])
    for (const tab of tabs) {
      await tab.hasState({ open: false, draft: '30', seen: 30 })
      expect((await tab.heard()).at(-1)).toEqual({ open: false, draft: '30', seen: 30 })
    }
  })

  test('a page that comes back from the back/forward cache shows what was set meanwhile', async () => {
    const openTab = await openSite(browser)
    const first = await openTab()
    const second = await openTab()
    await first.page.goTo(`${first.origin}/elsewhere`)
    await second.sets({ draft: 'meanwhile' })
    await first.page.goBack()
    await first.page.result('shownFromCache === 1')
    await first.hasState({ open: false, draft: 'meanwhile', seen: 0 })
    expect(await first.heard()).toHaveLength(1)
  })
})

/** A site of its own for the current test; returns what opens it in another tab. */
async function openSite(browser: ReturnType<typeof shareBrowser>) {
  const { origin } = await serveSite((path) => routes[path])

  return async function openTab() {
    const tab = await browser().open(origin)
    onTestFinished(() => tab.close())
    return {
      page: tab,
      origin,
      state: () => tab.evaluate<Widget>('widget.get()'),
      heard: () => tab.evaluate<readonly Widget[]>('heard'),
      sets: (changes: Partial<Widget>) => tab.evaluate(`widget.set(${JSON.stringify(changes)})`),
      hasState: (wanted: Widget) =>
        tab.result(`JSON.stringify(widget.get()) === ${JSON.stringify(JSON.stringify(wanted))}`),
    }
  }
}
