import { randomBytes } from 'node:crypto'
import { memorySessionStore } from '@chat-transport/backend'
import { sessionUploads, uploadFile } from '@chat-transport/files'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { startWithFiles } from '../../packages/server/test/support/start-with-files.ts'
import { eventually } from '../support/deadline.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'

const megabyte = 1024 * 1024

/** A server that takes files, a visitor, and a line between them that breaks on command. */
async function startBehindProxy(options: Parameters<typeof startWithFiles>[0] = {}) {
  const running = await startWithFiles({ maxBytes: 64 * megabyte, types: ['*/*'], ...options })
  const proxy = await startFaultProxy(running.server.port)
  const visitor = await running.visit()
  const url = visitor.uploads.url.replace(/:\d+/, `:${proxy.port}`)
  const { token } = visitor.uploads
  return { ...running, proxy, visitor, upload: { url, token } }
}

describe('a file over a bad line', () => {
  test('goes on after a restart of the server in its middle', async () => {
    const { proxy, server, visitor, upload } = await startBehindProxy({ server: { store: memorySessionStore() } })
    const content = randomBytes(4 * megabyte)
    proxy.throttle({ upBytesPerSecond: 4 * megabyte, downBytesPerSecond: 4 * megabyte })
    let restarted: Promise<void> | undefined
    const offsets: number[] = []
    const file = await uploadFile(new Blob([content]), {
      ...upload,
      name: 'a.bin',
      onProgress({ sentBytes }) {
        offsets.push(sentBytes)
        if (sentBytes > megabyte) restarted ??= server.restart('killed')
      },
    })
    await restarted
    expect(Math.min(...offsets.slice(offsets.findIndex((offset) => offset > megabyte)))).toBeGreaterThan(megabyte / 2)
    expect((await eventually(() => visitor.tus.head(file.id))).headers['upload-offset']).toBe(String(content.length))
  })

  test('is silent for a while, and goes on', async () => {
    const { proxy, upload } = await startBehindProxy()
    let silenced = false
    const file = await uploadFile(new Blob([randomBytes(2 * megabyte)]), {
      ...upload,
      name: 'a.bin',
      onProgress({ sentBytes }) {
        if (silenced || sentBytes === 0) return
        silenced = true
        proxy.cut()
        setTimeout(() => proxy.restore(), 300)
      },
    })
    expect([silenced, file.bytes]).toEqual([true, 2 * megabyte])
  })

  test('that the visitor gives up is gone from the server', async () => {
    const { upload, onDisk } = await startBehindProxy()
    const scope = new AbortController()
    const given = uploadFile(new Blob([randomBytes(4 * megabyte)]), {
      ...upload,
      name: 'a.bin',
      signal: scope.signal,
      onProgress: ({ sentBytes }) => sentBytes > 0 && scope.abort(),
    })
    await expect(given).rejects.toMatchObject({ name: 'AbortError' })
    await eventually(() => onDisk().length === 0)
  })
})

describe('the uploads of a session', () => {
  test('ask for the newest token, and say before anything is sent that a file is too large', async () => {
    const { visitor, upload, onDisk } = await startBehindProxy({ maxBytes: 1_000, types: ['text/plain'] })
    const { sessionId } = visitor
    let asked = 0
    const uploads = ({ refused }: { refused: boolean }) => {
      asked += 1
      return { ...visitor.uploads, ...upload, ...(!refused && asked === 2 && { token: 'stale' }) }
    }
    const files = sessionUploads({ sessionId, uploads, indexedDB: undefined })
    const file = await files.upload(new File(['hello'], 'hello.txt', { type: 'text/plain' }), {
      data: { caption: 'x' },
    })
    expect((await visitor.sendFile(file.id)).content?.file).toMatchObject({ name: 'hello.txt', bytes: 5 })
    await expect(files.upload(new Blob([randomBytes(1_001)]))).rejects.toMatchObject({ code: 3 })
    expect(onDisk()).toHaveLength(1)
    expect(await files.unfinished()).toEqual([])
  })

  test.each([
    ['stay for the next page when this one has let go of the session', false],
    ['are kept no more once the visitor has signed out, in whichever page', true],
  ])('%s', async (_what, isSignedOut) => {
    const { visitor } = await startBehindProxy()
    const page = new AbortController()
    let offer: undefined | (() => void)
    const files = sessionUploads({
      sessionId: visitor.sessionId,
      uploads: () => new Promise((resolve) => (offer = () => resolve(visitor.uploads))),
      pause: page.signal,
      isSignedOut: () => isSignedOut,
      indexedDB: new IDBFactory(),
    })
    const given = files.upload(new File(['hello'], 'hello.txt'))
    page.abort(new Error('let go'))
    offer?.()
    await expect(given).rejects.toThrow('let go')
    expect(await files.unfinished()).toHaveLength(isSignedOut ? 0 : 1)
  })

  test('of another session are closed to its token', async () => {
    const { visit, upload } = await startBehindProxy()
    const other = await visit()
    const file = await uploadFile(new Blob(['hello']), { ...upload, name: 'a.txt' })
    const stolen = uploadFile(new Blob(['hello, world']), {
      ...upload,
      token: `${other.sessionId}.${'0'.repeat(64)}`,
      uploadUrl: `${upload.url}/${file.id}`,
      name: 'a.txt',
    })
    await expect(stolen).rejects.toMatchObject({ code: 101 })
  })
})
