import { createHash, randomBytes } from 'node:crypto'
import { memoryStorage, type ChatSession } from '@chat-transport/core'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../packages/server/test/support/start-with-files.ts'
import { eventually } from '../support/deadline.ts'
import { filesOf } from './support/files-of.ts'
import { servePages, transports } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'

const megabyte = 1024 * 1024
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const film = (bytes: Uint8Array<ArrayBuffer>) => new File([bytes], 'film.bin')

/** The reference server, which takes files of any type, and pages of one browser. */
async function serveFiles(transport: (typeof transports)[number], options: object = {}) {
  const files = { directory: temporaryFolder(), maxBytes: 16 * megabyte, types: ['*/*'], ...options }
  const { server, openPage } = await servePages(transport, { files })
  const storage = memoryStorage()
  const indexedDB = new IDBFactory()
  const open = () => openPage({ storage, files: filesOf(indexedDB), retryDelayMs: () => 20 })
  return { server, open, indexedDB }
}
const slowly = { upBytesPerSecond: 4 * megabyte, downBytesPerSecond: 4 * megabyte }
const deliveries = (session: ChatSession) => session.transcript.flatMap(({ delivery }) => delivery ?? [])
const fileMessages = (session: ChatSession) =>
  session.transcript.flatMap(({ event }) =>
    event?.type === 'EventMessage' && event.content.type === 'file' ? [event.content] : [],
  )

describe.each(transports)('a file of a chat over %s', (transport) => {
  test('is shown at once with how much of it has arrived, and reaches the agent byte for byte', async () => {
    const { server, open } = await serveFiles(transport)
    const page = await open()
    const session = await page.chat.startSession()
    const onServer = await server.waitForSession()
    page.line.throttle(slowly)
    const content = randomBytes(2 * megabyte)
    const shares: number[] = []
    const sent = session.sendFile(film(content), { caption: 'my film', onProgress: (share) => shares.push(share) })
    const [shown] = await eventually(() => session.transcript.length > 1 && session.transcript.slice(1))
    expect(shown).toMatchObject({ delivery: 'uploading', progress: 0 })
    expect(shown?.command).toMatchObject({ content: { type: 'file', text: 'my film', file: { name: 'film.bin' } } })
    await eventually(() => (session.transcript.at(-1)?.progress ?? 0) > 0)
    page.line.restore()
    const entry = await sent
    expect([entry.key, entry.delivery, entry.progress]).toEqual([shown?.key, 'sent', undefined])
    expect(shares).toEqual([...shares].sort((one, other) => one - other))
    expect(shares.at(-1)).toBe(1)
    const [message] = fileMessages(session)
    expect(message).toMatchObject({ text: 'my film', file: { bytes: content.length } })
    const fetched = await fetch(new URL(message?.file.url ?? '', server.url))
    expect(hash(new Uint8Array(await fetched.arrayBuffer()))).toBe(hash(content))
    expect((await onServer.transcript()).filter(({ type }) => type === 'EventMessage')).toHaveLength(1)
  })

  test('goes on after cuts, and its message is there once', async () => {
    const { open } = await serveFiles(transport)
    const page = await open()
    const session = await page.chat.startSession()
    const log = logSession(session)
    page.line.throttle(slowly)
    const sent = session.sendFile(film(randomBytes(4 * megabyte)))
    for (const share of [0.2, 0.5]) {
      await eventually(() => (session.transcript.at(-1)?.progress ?? 0) > share)
      page.line.reset()
    }
    page.line.restore()
    await sent
    expect([fileMessages(session).length, log.errors]).toEqual([1, []])
  })

  test('goes on in the next page after a reload', async () => {
    const { open } = await serveFiles(transport)
    const page = await open()
    const session = await page.chat.startSession()
    page.line.throttle(slowly)
    const ignored = session.sendFile(film(randomBytes(4 * megabyte)), { caption: 'my film' })
    ignored.catch(() => undefined)
    await eventually(() => (session.transcript.at(-1)?.progress ?? 0) > 0.2)
    const key = session.transcript.at(-1)?.key
    await page.unload()
    const next = await open()
    const restored = await next.chat.restoreSession()
    if (!restored) throw new Error('there was nothing to restore')
    await eventually(() => fileMessages(restored).length === 1)
    expect(restored.transcript.at(-1)).toMatchObject({ key, event: { content: { text: 'my film' } } })
  })

  test('that the server does not take is failed, and can be tried again or discarded', async () => {
    const { open } = await serveFiles(transport, { maxBytes: 1_000 })
    const page = await open()
    const session = await page.chat.startSession()
    await expect(session.sendFile(film(randomBytes(2_000)))).rejects.toMatchObject({ code: 3 })
    const key = session.transcript.at(-1)?.key ?? ''
    expect(session.transcript.at(-1)).toMatchObject({ delivery: 'failed', error: { code: 3 } })
    await expect(session.retry(key)).rejects.toMatchObject({ code: 3 })
    expect(deliveries(session)).toEqual(['failed'])
    session.discard(key)
    expect(deliveries(session)).toEqual([])
    expect(() => session.discard(key)).toThrow('no entry with the key')
  })

  test('that the visitor gives up is gone, here and at the server', async () => {
    const { server, open } = await serveFiles(transport)
    const page = await open()
    const session = await page.chat.startSession()
    page.line.throttle(slowly)
    const scope = new AbortController()
    const sent = session.sendFile(film(randomBytes(4 * megabyte)), { signal: scope.signal })
    await eventually(() => (session.transcript.at(-1)?.progress ?? 0) > 0)
    scope.abort()
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' })
    expect(deliveries(session)).toEqual([])
    page.line.restore()
    await session.sendMessage('Hello')
    expect(await (await server.waitForSession()).transcript()).toHaveLength(2)
  })

  test('cannot be sent to a server that takes none, or from a chat that was given nothing to send it', async () => {
    const { openPage } = await servePages(transport)
    const session = await (await openPage({ files: filesOf(new IDBFactory()) })).chat.startSession()
    expect(session.uploads).toBeUndefined()
    await expect(session.sendFile(film(randomBytes(1)))).rejects.toMatchObject({ name: 'NotSupportedError' })
    const { openPage: openOther } = await servePages(transport, { files: { directory: temporaryFolder() } })
    const other = await (await openOther()).chat.startSession()
    expect(other.uploads?.maxBytes).toBeGreaterThan(0)
    await expect(other.sendFile(film(randomBytes(1)))).rejects.toThrow(
      'unable to send the file: the chat was given no `files`',
    )
  })

  test('of a visitor who signs out is kept nowhere', async () => {
    const { open, indexedDB } = await serveFiles(transport)
    const page = await open()
    const session = await page.chat.startSession()
    page.line.throttle(slowly)
    session.sendFile(film(randomBytes(4 * megabyte))).catch(() => undefined)
    await eventually(() => (session.transcript.at(-1)?.progress ?? 0) > 0)
    await page.chat.signOut()
    expect(await keptIn(indexedDB)).toBe(0)
  })

  test('that is just being kept when the visitor signs out is kept nowhere either', async () => {
    const { open, indexedDB } = await serveFiles(transport)
    const page = await open()
    const session = await page.chat.startSession()
    const slow = film(randomBytes(1_000))
    const told: string[] = []
    let release: undefined | (() => void)
    slow.arrayBuffer = async () => {
      await new Promise<void>((resolve) => (release = resolve))
      told.push('read')
      return Blob.prototype.arrayBuffer.call(slow)
    }
    session.sendFile(slow).catch(() => undefined)
    const readOn = await eventually(() => release)
    const signedOut = page.chat.signOut().then(() => told.push('signed out'))
    await session.detach()
    setTimeout(readOn, 50)
    await signedOut
    expect([told, await keptIn(indexedDB)]).toEqual([['read', 'signed out'], 0])
  })

  test('of a session that the visitor leaves is kept nowhere', async () => {
    const { open, indexedDB } = await serveFiles(transport)
    const page = await open()
    const session = await page.chat.startSession()
    page.line.throttle(slowly)
    session.sendFile(film(randomBytes(4 * megabyte))).catch(() => undefined)
    await eventually(() => (session.transcript.at(-1)?.progress ?? 0) > 0)
    expect(await keptIn(indexedDB)).toBe(1)
    page.line.restore()
    await session.leave()
    expect(deliveries(session)).toContain('failed')
    await eventually(async () => (await keptIn(indexedDB)) === 0)
  })

  test('is failed while what sends it cannot be loaded, and arrives once retry has loaded it', async () => {
    const { openPage } = await servePages(transport, { files: { directory: temporaryFolder(), types: ['*/*'] } })
    let times = 0
    const load = filesOf(new IDBFactory())
    const files = async () => {
      times += 1
      if (times === 1) throw new TypeError('Failed to fetch dynamically imported module')
      return load()
    }
    const session = await (await openPage({ files })).chat.startSession()
    session.sendFile(film(randomBytes(1_000)), { caption: 'my film' }).catch(() => undefined)
    expect(session.transcript.at(-1)).toMatchObject({ delivery: 'uploading', progress: 0 })
    await eventually(() => deliveries(session).includes('failed'))
    const { key } = await session.retry(session.transcript.at(-1)?.key ?? '')
    expect([key, deliveries(session)]).toEqual([session.transcript.at(-1)?.key, ['sent']])
    expect(fileMessages(session)).toMatchObject([{ text: 'my film', file: { bytes: 1_000 } }])
  })
})

/** How many files are kept. */
function keptIn(indexedDB: IDBFactory): Promise<number> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('chat-transport-files')
    opening.onerror = () => reject(opening.error ?? new Error('it cannot be opened'))
    opening.onsuccess = () => {
      const [name = ''] = opening.result.objectStoreNames
      const counting = opening.result.transaction(name).objectStore(name).count()
      counting.onsuccess = () => resolve(counting.result)
    }
  })
}
