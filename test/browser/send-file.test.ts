import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../packages/server/test/support/start-with-files.ts'
import { engines } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { builtModule, importMap } from '../support/built-packages.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { serveSite } from '../support/serve-site.ts'
import { startServer } from '../support/start-server.ts'

const megabyte = 1024 * 1024
const bytes = 8 * megabyte
/** The largest chunk: so much may be on its way when a page is reloaded. What else a chat sends is little beside it. */
const mostSentTwice = megabyte
const content = Uint8Array.from({ length: bytes }, (_, place) => (place * 31 + (place >> 8)) % 251)

/** Comes back to the chat of the page before it, or starts one, and notes how much of the file had arrived, each time it is told. */
const pageFor = (url: string) => `<!doctype html><title>A file in a chat</title>
  <script type="importmap">${importMap}</script>
  <script type="module">
    import { createChat } from '@chat-transport/core'
    import { cometdTransport } from '@chat-transport/cometd'
    const transport = cometdTransport({ url: '${url}' })
    const session = createChat({ transport, files: () => import('@chat-transport/files') }).openSession()
    const entries = () =>
      session.transcript.filter(({ command, event }) => (event ?? command).content?.type === 'file')
    const shares = (window.shares = [])
    session.onChanged(() => shares.push(...entries().map(({ progress }) => progress).filter(Boolean)))
    window.entries = () => entries().map(({ key, delivery, event }) => ({ key, delivery, file: event?.content.file }))
    window.send = () => {
      const content = Uint8Array.from({ length: ${bytes} }, (_, place) => (place * 31 + (place >> 8)) % 251)
      session.sendFile(new File([content], 'film.bin')).catch(() => undefined) // this page ends before it has arrived
    }
    window.isConnected = () => session.status === 'connected'
  </script>`

interface ShownFile {
  readonly key: string
  readonly delivery: string
  readonly file?: { readonly url: string }
}

describe.each(engines)('in %s', (engine) => {
  const browser = shareBrowser(engine)

  async function openPage() {
    const server = await startServer({ allowedOrigins: '*', files: { directory: temporaryFolder(), types: ['*/*'] } })
    const line = await startFaultProxy(server.port)
    line.throttle({ upBytesPerSecond: 1.5 * megabyte, downBytesPerSecond: 1.5 * megabyte })
    const body = pageFor(`http://${line.host}:${line.port}/cometd`)
    const site = await serveSite((path) => (path === '/' ? { type: 'text/html', body } : builtModule(path)))
    const page = await browser().open(`${site.origin}/`)
    await page.result('window.isConnected?.()', 30_000)
    return { server, line, page }
  }

  test('a file that is being sent when its page is reloaded goes on where it was, and arrives once', async () => {
    const { server, line, page } = await openPage()
    await page.evaluate('send()')
    await page.result('shares.at(-1) > 0.2', 30_000)
    const [[before], share] = await page.evaluate<[ShownFile[], number]>('[entries(), shares.at(-1)]')
    await page.reload()
    await page.result("window.entries?.()[0]?.delivery === 'sent'", 60_000)

    const [after, ...others] = await page.evaluate<ShownFile[]>('entries()')
    expect([before?.delivery, after?.key, others]).toEqual(['uploading', before?.key, []])
    expect(await page.evaluate('shares[0]')).toBeGreaterThanOrEqual(share)
    expect(line.sentBytes).toBeLessThan(bytes + mostSentTwice)
    const sent = await (await server.waitForSession()).transcript()
    expect(sent.filter(({ type }) => type === 'EventMessage')).toMatchObject([{ content: { file: { bytes } } }])

    const arrived = await fetch(new URL(after?.file?.url ?? '', server.url))
    expect(hash(new Uint8Array(await arrived.arrayBuffer()))).toBe(hash(content))
    await page.close()
  })
})

const hash = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')
