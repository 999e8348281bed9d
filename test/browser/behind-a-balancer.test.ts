import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { engines, type BrowserPage } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { onCleanup } from '../support/cleanup.ts'
import { eventually } from '../support/deadline.ts'
import { serveBalanced } from '../support/serve-balanced.ts'
import { serveSite, type Route } from '../support/serve-site.ts'

const deadlineMs = 30_000

const html = `<!doctype html><title>Visitor</title><body>
<script src="/chat-transport.js"></script>
<script src="/visitor-page.js"></script>`

async function routes(): Promise<Readonly<Record<string, Route>>> {
  const script = (path: string) => readFile(new URL(path, import.meta.url))
  return {
    '/': { type: 'text/html', body: html },
    '/chat-transport.js': {
      type: 'text/javascript',
      body: await script('../../packages/browser/dist/chat-transport.js'),
    },
    '/visitor-page.js': { type: 'text/javascript', body: await script('connection/visitor-page.js') },
  }
}

const see = <Value>(page: BrowserPage, property: string) => page.evaluate<Value>(`visitor.${property}`)

describe.each(engines)('in %s', (engine) => {
  const browser = shareBrowser(engine)

  async function visit() {
    const balanced = await serveBalanced({ server: { allowedOrigins: '*' } })
    const served = await routes()
    const site = await serveSite((path) => served[path])
    const query = new URLSearchParams({ url: `${balanced.balancer.origin}/cometd`, transport: 'long-polling' })
    const page = await browser().open(`${site.origin}/?${query}`)
    onCleanup(() => page.close())
    expect(await page.result('window.visitor && visitor.began', deadlineMs)).toBe('started')
    const lines = () => balanced.servers.map(({ server }) => server.lines['long-polling'])
    const own = () => balanced.servers[lines().indexOf(1)]
    return { ...balanced, page, lines, own }
  }

  test('a page of another site chats by long-polling, each request at another server, and says goodbye', async () => {
    const { page, balancer, servers, own, lines } = await visit()
    const agent = await own()?.waitForAgent()
    for (let count = 0; count < 10; count++) {
      await page.evaluate(`visitor.say('Ada ${count}')`)
      await agent?.say(`Grace ${count}`)
    }
    await eventually(async () => (await see<string[]>(page, 'texts')).length >= 20, deadlineMs)
    const texts = await see<string[]>(page, 'texts')
    for (const name of ['Ada', 'Grace'])
      expect(texts.filter((text) => text.startsWith(name))).toEqual(
        Array.from({ length: 10 }, (_, n) => `${name} ${n}`),
      )
    const entries = (await see<string[]>(page, 'story')).filter((entry) => !entry.startsWith('"'))
    expect(entries.filter((entry) => entry !== 'connected')).toEqual([])
    expect(new Set(balancer.taken)).toEqual(new Set(servers.keys()))
    expect(lines().sort()).toEqual([0, 0, 1])

    await page.evaluate('visitor.session.detach()')
    await eventually(() => lines().every((count) => count === 0), deadlineMs)
  })

  test('a page goes on at another server when its own is killed', async () => {
    const { page, own } = await visit()
    await page.evaluate(`visitor.say('before')`)
    await own()?.stop('killed')
    await page.evaluate(`visitor.say('after')`)
    await eventually(async () => (await see<string>(page, 'status')) === 'connected', deadlineMs)
    expect(await see<string[]>(page, 'texts')).toEqual(['before', 'after'])
    expect(await see<string[]>(page, 'uncaught')).toEqual([])
  })
})
