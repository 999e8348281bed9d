import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { startWithFiles } from '../../packages/server/test/support/start-with-files.ts'
import { engines } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { builtModule, importMap } from '../support/built-packages.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { serveSite } from '../support/serve-site.ts'

const kilobyte = 1024
const bytes = 3_000 * kilobyte

/** Uploads in a page of another origin than the server's, which keeps them over reloads. */
const pageFor = (sessionId: string, uploads: object) => `<!doctype html><title>files</title>
  <script type="importmap">${importMap}</script>
  <script type="module">
    import { systemClock } from '@chat-transport/core'
    import { keptUploads, sessionUploads } from '@chat-transport/files'
    const files = sessionUploads({ sessionId: '${sessionId}', uploads: () => (${JSON.stringify(uploads)}) })
    const content = new Uint8Array(${bytes}).map((_, place) => (place * 31 + (place >> 8)) % 251)
    const note = (promise) => promise.then((file) => (window.sent = file), (error) => (window.failed = String(error)))
    const onProgress = ({ sentBytes }) => (window.progress = sentBytes)
    window.files = files
    window.send = () =>
      void note(files.upload(new File([content], 'film.bin'), { key: 'k1', data: { caption: 'my film' }, onProgress }))
    window.resume = async () => {
      const [left] = await files.unfinished()
      window.left = left && { ...left, file: left.file.size }
      if (left) void note(left.resume({ onProgress }))
      return window.left ?? 'nothing'
    }
    // Keeps 10 bytes a file, on a clock that the test sets.
    const kept = keptUploads({ keepBytes: 10, clock: { ...systemClock, now: () => window.now } })
    window.keep = (key, size) =>
      kept.keep({ key, sessionId: 's2', name: 'a', type: '', file: new Blob(['x'.repeat(size)]) })
    window.listed = async (sessionId) => (await kept.list(sessionId)).map(({ key }) => key)
    window.ready = true
  </script>`

describe.each(engines)('in %s', (engine) => {
  const browser = shareBrowser(engine)

  async function openPage() {
    // The page's origin is known only once it is served, and the server asks for it at each request.
    const running = await startWithFiles({ types: ['*/*'], server: { allowedOrigins: '*' } })
    const proxy = await startFaultProxy(running.server.port)
    const visitor = await running.visit()
    const uploads = { ...visitor.uploads, url: visitor.uploads.url.replace(/:\d+/, `:${proxy.port}`) }
    const body = pageFor(visitor.sessionId, uploads)
    const site = await serveSite((path) => (path === '/' ? { type: 'text/html', body } : builtModule(path)))
    const page = await browser().open(`${site.origin}/`)
    await page.result('window.ready')
    return { ...running, proxy, visitor, page }
  }

  test('a file that was being uploaded goes on after a reload, at the byte where it was', async () => {
    const { page, proxy, visitor } = await openPage()
    proxy.throttle({ upBytesPerSecond: 600 * kilobyte, downBytesPerSecond: 600 * kilobyte })
    await page.evaluate('send()')
    await page.result(`window.progress > ${400 * kilobyte}`)
    await page.reload()
    await page.result('window.ready')
    proxy.restore()
    const left = await page.evaluate('resume()')
    expect(left).toMatchObject({ key: 'k1', name: 'film.bin', file: bytes, data: { caption: 'my film' } })
    expect(await page.result('window.progress')).toBeGreaterThan(300 * kilobyte)
    const { id } = await page.result<{ id: string }>('window.sent', 30_000)
    const event = await visitor.sendFile(id)
    const fetched = await fetch(new URL(event.content?.file.url ?? '', visitor.uploads.url))
    const content = new Uint8Array(bytes).map((_, place) => (place * 31 + (place >> 8)) % 251)
    expect(hash(new Uint8Array(await fetched.arrayBuffer()))).toBe(hash(content))
    await page.evaluate("files.settled('k1')")
    expect(await page.evaluate('resume()')).toBe('nothing')
    await page.close()
  })

  test('nothing of a file stays after signing out', async () => {
    const { page, proxy } = await openPage()
    proxy.cut()
    await page.evaluate('send()')
    await page.result('files.unfinished().then((left) => left.length === 1)')
    await page.evaluate('files.forget()')
    await page.reload()
    await page.result('window.ready')
    expect(await page.evaluate('resume()')).toBe('nothing')
    await page.close()
  })

  test('only so much is kept, of its own session, and for a day', async () => {
    const { page } = await openPage()
    await page.evaluate('void (window.now = 1)')
    expect(await page.evaluate('Promise.all([keep("fits", 10), keep("too large", 11)])')).toEqual([true, false])
    expect(await page.evaluate('Promise.all([listed("s2"), listed("s1")])')).toEqual([['fits'], []])
    const more =
      '(async () => { let kept = 0; for (let n = 0; n < 30; n++) kept += await keep("more" + n, 1); return kept })()'
    expect(await page.evaluate(more)).toBe(19)
    await page.evaluate('void (window.now = 24 * 60 * 60_000 + 2)')
    expect(await page.evaluate('listed("s2")')).toEqual([])
    expect(await page.evaluate('keep("next", 1)')).toBe(true)
    await page.close()
  })

  test('a page without IndexedDB uploads all the same, and keeps nothing', async () => {
    const { page, visitor } = await openPage()
    await page.evaluate(
      'void (IDBFactory.prototype.open = () => { throw new DOMException("blocked", "SecurityError") })',
    )
    await page.evaluate('send()')
    const { id } = await page.result<{ id: string }>('window.sent', 30_000)
    expect((await visitor.sendFile(id)).content?.file).toMatchObject({ bytes })
    expect(await page.evaluate('resume()')).toBe('nothing')
    await page.close()
  })
})

const hash = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')
