import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../packages/server/test/support/start-with-files.ts'
import { engines, type BrowserPage } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { builtModule, importMap } from '../support/built-packages.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { serveSite } from '../support/serve-site.ts'
import { startServer } from '../support/start-server.ts'

const megabyte = 1024 * 1024
const bytes = 4 * megabyte
/** The largest chunk: so much may be on its way when a tab is closed. What else tabs send is little beside it. */
const mostSentTwice = megabyte

/** A tab with the chat of all tabs. `seen`: each state of each file that it has shown. */
const pageFor = (url: string) => `<!doctype html><title>A file in a chat of several tabs</title>
  <script type="importmap">${importMap}</script>
  <script type="module">
    import { createChat } from '@chat-transport/core'
    import { cometdTransport } from '@chat-transport/cometd'
    import { sharedByTabs } from '@chat-transport/tabs'
    const transport = sharedByTabs(cometdTransport({ url: '${url}' }))
    const session = createChat({ transport, files: () => import('@chat-transport/files') }).openSession()
    const files = () => session.transcript.filter(({ command, event }) => (event ?? command).content?.type === 'file')
    const seen = (window.seen = [])
    const told = (window.told = [])
    const shares = (window.shares = [])
    session.onChanged(() => {
      const shown = files().map(({ delivery }) => delivery).join()
      if (shown !== '' && seen.at(-1) !== shown) seen.push(shown)
      shares.push(...files().map(({ progress }) => progress).filter(Boolean))
    })
    session.onMessageReceived(({ index }) => told.push(index))
    window.send = () => {
      const sent = session.sendFile(new File([new Uint8Array(${bytes})], 'film.bin'))
      sent.then(() => (window.outcome = 'sent'), (error) => (window.outcome = String(error)))
    }
    window.isConnected = () => session.status === 'connected'
  </script>`

describe.each(engines)('in %s, of a chat that tabs share', (engine) => {
  const browser = shareBrowser(engine)

  async function openTabs() {
    const server = await startServer({ allowedOrigins: '*', files: { directory: temporaryFolder(), types: ['*/*'] } })
    const line = await startFaultProxy(server.port)
    line.throttle({ upBytesPerSecond: megabyte, downBytesPerSecond: megabyte })
    const body = pageFor(`http://${line.host}:${line.port}/cometd`)
    const site = await serveSite((path) => (path === '/' ? { type: 'text/html', body } : builtModule(path)))
    const open = async (): Promise<BrowserPage> => {
      const page = await browser().open(`${site.origin}/`)
      await page.result('window.isConnected?.()', 30_000)
      return page
    }
    const first = await open()
    await first.evaluate('send()')
    await first.result('shares.at(-1) > 0.2', 30_000)
    const second = await open()
    const messages = async () => {
      const sent = await (await server.waitForSession()).transcript()
      return sent.flatMap((event) => (event.type === 'EventMessage' ? [event.content] : []))
    }
    return { first, second, line, messages }
  }

  test('S14: a file is sent by the tab that it was given to, and shown by another once it is there', async () => {
    const { first, second, line, messages } = await openTabs()
    expect(await first.result('window.outcome', 60_000)).toBe('sent')
    await second.result("seen.at(-1) === 'sent'")
    expect(await second.evaluate('[seen, told.length]')).toEqual([['sent'], 1])
    expect((await first.evaluate<string[]>('seen')).filter((shown) => /failed|,/.test(shown))).toEqual([])
    expect(await messages()).toMatchObject([{ type: 'file', file: { bytes } }])
    expect(line.sentBytes).toBeLessThan(bytes + mostSentTwice)
    for (const tab of [first, second]) await tab.close()
  })

  test('S14: a file goes on in another tab where it was, once its own is closed', async () => {
    const { first, second, line, messages } = await openTabs()
    const share = await first.evaluate<number>('shares.at(-1)')
    await first.close()
    await second.result("seen.at(-1) === 'sent'", 60_000)
    expect(await second.evaluate('seen[0]')).toBe('uploading')
    expect(await second.evaluate('shares[0]')).toBeGreaterThanOrEqual(share)
    expect(await messages()).toMatchObject([{ type: 'file', file: { bytes } }])
    expect(line.sentBytes).toBeLessThan(bytes + mostSentTwice)
    await second.close()
  })
})
