import { request } from 'node:http'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { UploadStore } from '../../src/index.ts'
import { safeFileName } from '../../src/files/file-name.ts'
import { png, startWithFiles, temporaryFolder } from '../support/start-with-files.ts'

const words = Buffer.from('0123456789')

async function startWithSent(content: Buffer, file: { readonly name: string; readonly type?: string }, options = {}) {
  const running = await startWithFiles(options)
  const visitor = await running.visit()
  const { id } = await visitor.tus.upload(content, file)
  const event = await visitor.sendFile(id)
  const url = new URL(event.content?.file.url ?? '', visitor.uploads.url).href
  return { ...running, visitor, id, url }
}

describe('a file that was sent', () => {
  test('is never a page, is not guessed about, and is asked for at each use', async () => {
    const { url } = await startWithSent(words, { name: 'notes.txt', type: 'text/plain' })
    const { status, headers } = await fetch(url)
    expect(status).toBe(200)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '10',
      'content-disposition': 'attachment; filename="notes.txt"',
      'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'private, no-cache',
    })
    const again = await fetch(url, { headers: { 'if-none-match': headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
  })

  test('is shown in its place if it is a picture', async () => {
    const { url } = await startWithSent(png, { name: 'cat.png', type: 'image/png' })
    const { headers } = await fetch(url)
    expect(headers.get('content-disposition')).toBe('inline; filename="cat.png"')
    expect(headers.get('content-type')).toBe('image/png')
  })

  test.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
    ['bytes=0-1,8-9', 200, '0123456789', null],
    ['lines=1-2', 200, '0123456789', null],
    ['bytes=10-', 416, '', 'bytes */10'],
  ])('in the range %s is answered with %i', async (range, ...expected) => {
    const { url } = await startWithSent(words, { name: 'notes.txt' })
    const response = await fetch(url, { headers: { range } })
    expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual(expected)
  })

  test('has its head, and a range of what it was before is the whole', async () => {
    const { url } = await startWithSent(words, { name: 'notes.txt' })
    const head = await fetch(url, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10'])
    const other = await fetch(url, { headers: { range: 'bytes=0-1', 'if-range': '"other"' } })
    expect([other.status, await other.text()]).toEqual([200, '0123456789'])
  })

  test('is not found by guessing, with the token of another session or without, nor after its session', async () => {
    const { server, url, id, visitor, visit, onDisk } = await startWithSent(words, { name: 'notes.txt' })
    const guess = id.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    const stranger = await visit()
    for (const headers of [{}, stranger.tus.headers])
      for (const path of [guess, '', 'records', `${id}.json`])
        expect((await fetch(url.replace(id, path), { headers })).status, path).toBe(404)
    await server.expireSession(visitor.sessionId)
    expect((await fetch(url)).status).toBe(404)
    await expect.poll(onDisk).toEqual([])
  })

  test('is given by a store that can only give it whole', async () => {
    const kept = new Map<string, Buffer>()
    const sizes = new Map<string, number | undefined>()
    const store: UploadStore & { extensions: string[]; hasExtension(): boolean; getExpiration(): number; on(): void } =
      {
        extensions: [],
        hasExtension: () => false,
        getExpiration: () => 0,
        on: () => undefined,
        async create({ id, size }) {
          kept.set(id, Buffer.alloc(0))
          sizes.set(id, size)
        },
        async write(content, id, offset) {
          const pieces = [kept.get(id)?.subarray(0, offset) ?? Buffer.alloc(0)]
          for await (const piece of content) pieces.push(piece as Buffer)
          kept.set(id, Buffer.concat(pieces))
          return kept.get(id)?.length ?? 0
        },
        getUpload: async (id) => ({
          id,
          size: sizes.get(id),
          offset: kept.get(id)?.length ?? 0,
          metadata: undefined,
          creation_date: undefined,
          storage: undefined,
          sizeIsDeferred: false,
        }),
        read: (id) => Readable.from([...(kept.get(id) ?? [])].map((byte) => Buffer.from([byte]))),
        remove: async (id) => kept.delete(id),
      }
    const { url, server, visitor } = await startWithSent(
      words,
      { name: 'a.txt' },
      { store, directory: temporaryFolder() },
    )
    expect(await (await fetch(url)).text()).toBe('0123456789')
    expect(await (await fetch(url, { headers: { range: 'bytes=3-5' } })).text()).toBe('345')
    await server.expireSession(visitor.sessionId)
    await expect.poll(() => kept.size).toBe(0)
  })
})

describe('the name of a file', () => {
  test.each([
    ['cat.png', 'cat.png'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\system32\\cmd.exe', 'cmd.exe'],
    ['a\r\nSet-Cookie: x=1', 'aSet-Cookie_ x=1'],
    ['photo\u202egnp.exe', 'photognp.exe'],
    ['über "mich".pdf', 'über _mich_.pdf'],
    ['..', 'file'],
    ['', 'file'],
    [undefined, 'file'],
    ['.htaccess', 'htaccess'],
    [`${'x'.repeat(300)}.jpeg`, `${'x'.repeat(195)}.jpeg`],
    ['\ud800.txt', '.txt'.slice(1)],
  ])('%j becomes %j', (given, safe) => {
    expect(safeFileName(given)).toBe(safe)
  })

  test('adds no header, and is there in full for who reads RFC 8187', async () => {
    const { url } = await startWithSent(words, { name: 'Grüße\r\nX-Evil: 1.txt' })
    const asked = request(url).end()
    const [response] = await once(asked, 'response')
    response.resume()
    expect(response.headers).not.toHaveProperty('x-evil')
    expect(response.headers['content-disposition']).toBe(
      `attachment; filename="Gr??eX-Evil_ 1.txt"; filename*=UTF-8''Gr%C3%BC%C3%9FeX-Evil_%201.txt`,
    )
  })
})
