import { readFile } from 'node:fs/promises'
import type { Page } from 'puppeteer-core'
import { expect, test } from 'vitest'
import { launchChromium, openPage } from '../support/browsers.ts'
import { eventually } from '../support/deadline.ts'
import { startServer } from '../support/start-server.ts'

/** Counts the turns of a timer without delay, beside a chat over `transport`. */
const pageOver = (transport: string) => `<!doctype html>
<script src="/chat-transport.js"></script>
<script>
  let turns = 0, heard = 0
  const turn = () => { turns++; setTimeout(turn, 0) }
  turn()
  const transport = ChatTransport.cometdTransport({ url: '/cometd', transports: ['${transport}'] })
  const attach = { type: 'StartSession', id: 'start-1', secret: 's'.repeat(43), page: 'page-1', take: true }
  const changes = []
  transport.connect(attach, {
    get position() { return heard },
    onEvent(event) { if (event.index) heard = event.index },
    onConnectivity({ current }) { changes.push(current) },
  })
</script>`

interface Seen {
  readonly visibility: string
  readonly turns: number
  readonly heard: number
  readonly changes: readonly string[]
}

const look = (page: Page) =>
  page.evaluate('({ visibility: document.visibilityState, turns, heard, changes })') as Promise<Seen>

test.each(['websocket', 'long-polling'])(
  'a hidden tab, whose timers are throttled, hears over %s all the same',
  async (transport) => {
    const script = await readFile(new URL('../../packages/browser/dist/chat-transport.js', import.meta.url))
    const server = await startServer({
      otherwise: ({ url }, response) => {
        const isScript = url === '/chat-transport.js'
        response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html')
        response.end(isScript ? script : pageOver(transport))
      },
    })
    const browser = await launchChromium({ backgroundTabs: 'throttled' })
    const page = await openPage(browser, server.origin)
    await eventually(async () => (await look(page)).changes.includes('connected'))
    const agent = await server.waitForAgent()

    await openPage(browser, 'about:blank').then((other) => other.bringToFront())
    await eventually(async () => (await look(page)).visibility === 'hidden')
    const before = await look(page)
    // One at a time, so that on long-polling each needs a /meta/connect of its own.
    for (let count = 1; count <= 40; count++) {
      const { index } = await agent.say(`message ${count}`)
      await eventually(async () => (await look(page)).heard === index)
    }

    const after = await look(page)
    expect(after.changes).toEqual(['connected'])
    expect(after.visibility).toBe('hidden')
    // Had each /meta/connect waited for such a timer, there had been forty turns of it at least.
    expect(after.turns - before.turns).toBeLessThan(20)
  },
)
