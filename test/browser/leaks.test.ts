import { readFile } from 'node:fs/promises'
import type { CometdTransportType } from '@chat-transport/cometd'
import { describe, expect, test } from 'vitest'
import { engines, type Engine, type TestBrowser } from '../support/browsers/browser-page.ts'
import { heapBytes, heapLimits } from '../support/browsers/heap-bytes.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { onCleanup } from '../support/cleanup.ts'
import { eventually } from '../support/deadline.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { serveSite, type Route } from '../support/serve-site.ts'
import { startServer } from '../support/start-server.ts'

/** How many chats a page has, each over a line of its own: browsers open few connections to one address. */
const chats = 10
/** In all chats together; the heap is read five times on the way. Chromium shows its heap, so it is looked at longest. */
const turns: Readonly<Record<Engine, number>> = { chromium: 500, firefox: 100, webkit: 100 }
const readings = 5
const timeout = 180_000

/** What tells a leak from noise: a session, an outage or a socket that is kept costs several thousand bytes. */
const tolerableBytes = 3_000

/** Longer than an outage lasts, so that a session outlives it; those that are over are forgotten soon. */
const sessionTimeoutMs = 3_000

const transports = ['websocket', 'long-polling'] as const
const kinds = [
  { cycle: 'startAndLeave', title: 'chats started and left' },
  { cycle: 'breakAndHeal', title: 'lines that broke and healed' },
] as const

const nothing = { timers: 0, listeners: 0, sockets: 0, requests: 0, channels: 0, workers: 0, blobUrls: 0 }

describe.each(engines)('in %s', (engine) => {
  const browser = shareBrowser(engine)
  describe.each(transports)('over %s', (transport) => {
    const withoutHeap = heapLimits[engine] ? ` (heap not read: ${heapLimits[engine]})` : ''
    test.each(kinds)(`${turns[engine]} $title leave nothing behind${withoutHeap}`, { timeout }, async ({ cycle }) => {
      const { page, lines, server } = await openPage(browser(), transport)
      const turnsBetween = turns[engine] / readings
      const heap: number[] = []
      for (let reading = 0; reading < readings; reading++) {
        await page.evaluate(
          `void cycles.${cycle}(${turnsBetween / chats}).then(() => (window.done = 'done'), (error) => (window.done = String(error)))`,
        )
        expect(await page.result('window.done', timeout)).toBe('done')
        await page.evaluate('void (window.done = undefined)')
        if (!heapLimits[engine]) heap.push(await heapBytes(page))
      }
      await eventually(async () => holdsNothing(await page.evaluate('held')), 20_000).catch(() => undefined) // shown below
      expect(await page.evaluate('held')).toEqual(nothing)
      await eventually(() => server.backend.sessions().length === 0, 20_000)
      await page.close()
      // What the browser keeps alive for its next request is its own; no request of ours is open, as counted above.
      if (transport === 'websocket') await eventually(() => lines.every(({ connections }) => connections === 0), 20_000)
      if (!heapLimits[engine]) expect(medianStep(heap) / turnsBetween).toBeLessThan(tolerableBytes)
    })
  })
})

const holdsNothing = (held: object) => Object.values(held).every((count) => count === 0)

async function openPage(browser: TestBrowser, transport: CometdTransportType) {
  const server = await startServer({ allowedOrigins: '*', sessionTimeoutMs, keepEndedMs: sessionTimeoutMs })
  const lines = await Promise.all(Array.from({ length: chats }, () => startFaultProxy(server.port)))
  const routes: Readonly<Record<string, Route>> = {
    '/': { type: 'text/html', body: html },
    '/counting.js': await script('connection/counting.js'),
    '/chat-transport.js': await script('../../packages/browser/dist/chat-transport.js'),
    '/cycles.js': await script('connection/cycles.js'),
    '/break-the-lines': () => {
      for (const line of lines) line.reset()
      return { type: 'application/json', body: '{}' }
    },
  }
  const site = await serveSite((path) => routes[path])
  const query = new URLSearchParams({ transport })
  for (const { host, port } of lines) query.append('url', `http://${host}:${port}/cometd`)
  const page = await browser.open(`${site.origin}/?${query}`)
  onCleanup(() => page.close().catch(() => undefined)) // it may be closed already
  return { page, lines, server }
}

const html = `<!doctype html>
<title>Cycles</title>
<script src="/counting.js"></script>
<script src="/chat-transport.js"></script>
<script src="/cycles.js"></script>`

async function script(path: string) {
  return { type: 'text/javascript', body: await readFile(new URL(path, import.meta.url)) } as const
}

/** Between two readings; the median, so that neither what the engine allocates once nor a compilation in between counts. */
function medianStep(heap: readonly number[]): number {
  const steps = heap.slice(1).map((bytes, place) => bytes - (heap[place] ?? bytes))
  return steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0
}
