import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { memorySessionStore } from '@chat-transport/backend'
import { eventually } from '../../../../test/support/deadline.ts'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { startServer } from '../../../../test/support/start-server.ts'
import { SocketPage } from '../support/bayeux-clients.ts'
import { startSession } from '../support/commands.ts'
import { errorIn, idIn, png, startWithFiles, temporaryFolder } from '../support/start-with-files.ts'

const kilobyte = 1024

describe('what one visitor, one address and all together may keep', () => {
  test('a file over maxBytes is refused before a byte of it is sent, and is told to pages', async () => {
    const { visit, onDisk } = await startWithFiles({ maxBytes: 1_000 })
    const { tus, uploads } = await visit()
    expect(uploads.maxBytes).toBe(1_000)
    const refused = await tus.create({ bytes: 1_001 })
    expect([refused.status, errorIn(refused)]).toEqual([413, { code: 3, description: expect.stringContaining('1000') }])
    expect((await tus.upload(Buffer.alloc(1_000, 65))).status).toBe(204)
    expect(onDisk()).toHaveLength(1)
  })

  test('more bytes than were announced are refused, and so is a size that is none', async () => {
    const { visit } = await startWithFiles()
    const { tus } = await visit()
    const id = idIn(await tus.create({ bytes: 5 }))
    expect((await tus.patch(id, 0, Buffer.from('0123456789'))).status).toBe(413)
    for (const length of ['', '-1', '1e3', '1.5', 'NaN', '9'.repeat(16)])
      expect((await tus.ask('POST', '', { headers: { 'upload-length': length } })).status).toBe(400)
    const deferred = { 'upload-defer-length': '1' }
    expect((await tus.ask('POST', '', { headers: deferred })).status).toBe(400)
  })

  test('an upload keeps the size that there was room for: it cannot be made again with another', async () => {
    const { visit } = await startWithFiles({ maxSessionBytes: 250 * kilobyte })
    const { tus } = await visit()
    const id = idIn(await tus.create({ bytes: 5 }))
    const larger = await tus.ask('POST', `/${id}`, { headers: { 'upload-length': String(1_000 * kilobyte) } })
    expect([larger.status, errorIn(larger).code]).toEqual([400, 2])
    expect((await tus.patch(id, 0, Buffer.alloc(1_000 * kilobyte, 65))).status).toBe(413)
    expect((await tus.patch(id, 0, Buffer.from('12345'))).status).toBe(204)
  })

  test('a session has only so many files, also when they are refused', async () => {
    const { visit } = await startWithFiles({ maxFiles: 2 })
    const { tus } = await visit()
    await tus.upload(Buffer.from('text'), { type: 'image/png' })
    const second = await tus.upload(png)
    const refused = await tus.create({ bytes: 1 })
    expect([refused.status, errorIn(refused).code]).toEqual([403, 51])
    await tus.remove(second.id)
    expect((await tus.create({ bytes: 1 })).status).toBe(201)
    expect((await (await visit()).tus.create({ bytes: 1 })).status).toBe(201)
  })

  test('a session has only so many bytes, counted before they come', async () => {
    const { visit } = await startWithFiles({ maxSessionBytes: 250 * kilobyte })
    const { tus } = await visit()
    expect((await tus.create({ bytes: 200 * kilobyte })).status).toBe(201)
    expect((await tus.create({ bytes: 51 * kilobyte })).status).toBe(403)
    expect((await (await visit()).tus.create({ bytes: 51 * kilobyte })).status).toBe(201)
  })

  test('an address has only so many bytes, over all its sessions, and leaves room to others', async () => {
    let address = '203.0.113.1'
    const { visit } = await startWithFiles({
      maxAddressBytes: 150 * kilobyte,
      server: { clientAddress: () => address },
    })
    expect((await (await visit()).tus.create({ bytes: 100 * kilobyte })).status).toBe(201)
    const refused = await (await visit()).tus.create({ bytes: 100 * kilobyte })
    expect([refused.status, errorIn(refused).code]).toEqual([507, 52])
    address = '203.0.113.2'
    expect((await (await visit()).tus.create({ bytes: 100 * kilobyte })).status).toBe(201)
  })

  test('all files have only so many bytes, and a small one counts as 64 kB', async () => {
    const { visit, server } = await startWithFiles({ maxTotalBytes: 200 * kilobyte })
    const first = await visit()
    for (const status of [201, 201, 201, 507]) expect((await first.tus.create({ bytes: 1 })).status).toBe(status)
    await server.expireSession(first.sessionId)
    const second = await visit()
    await eventually(async () => (await second.tus.create({ bytes: 1 })).status === 201)
  })

  test.each([
    ['of an address', { maxTransfersPerAddress: 1 }],
    ['in total', { maxTransfers: 1 }],
  ])('only so many transfers %s are under way: the oldest is ended, and goes on later', async (_of, bound) => {
    const { visit } = await startWithFiles(bound)
    const { tus, uploads } = await visit()
    const id = idIn(await tus.create({ bytes: 1_000 }))
    const slow = request(`${uploads.url}/${id}`, {
      method: 'PATCH',
      headers: {
        ...tus.headers,
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
        'content-length': '1000',
      },
    })
    const ended = new Promise((resolve) => slow.once('error', resolve))
    slow.write('x')
    await eventually(async () => (await tus.create({ bytes: 1 })).status === 201)
    expect(await ended).toMatchObject({ code: 'ECONNRESET' })
  })

  test.each([
    ['that goes on', 'PATCH', { 'upload-offset': '0' }],
    ['that begins', 'POST', { 'upload-length': '1000' }],
  ])('an upload %s and does not move is ended', async (_which, method, headers) => {
    const { visit } = await startWithFiles({ server: { bodyTimeoutMs: 50 } })
    const { tus, uploads } = await visit()
    const id = idIn(await tus.create({ bytes: 1_000 }))
    const stalled = request(method === 'POST' ? uploads.url : `${uploads.url}/${id}`, {
      method,
      headers: { ...tus.headers, ...headers, 'content-type': 'application/offset+octet-stream' },
    })
    const ended = new Promise((resolve) => stalled.once('error', resolve))
    stalled.write('x')
    expect(await ended).toMatchObject({ code: 'ECONNRESET' })
    expect((await tus.head(id)).status).toBe(200)
  })

  test('a download that nobody reads is ended', async () => {
    const clock = fakeClock()
    const { server, visit } = await startWithFiles({ server: { clock } })
    const { uploads } = await visit()
    const agent = await server.waitForAgent()
    const { content } = await agent.sendFile(Buffer.alloc(24 * 1024 * kilobyte, 65), { name: 'large.txt' })
    const url = new URL(content.type === 'file' ? (content.file.url ?? '') : '', uploads.url)
    const connected = once(server.httpServer, 'connection') as Promise<[Socket]>
    const [response] = (await once(request(url, { agent: false }).end(), 'response')) as [IncomingMessage]
    const [socket] = await connected
    const ended = new Promise((resolve) => response.once('error', resolve))
    // Once what the network can hold is full, nothing moves any more.
    await eventually(async () => {
      await clock.advance(60_000)
      return socket.destroyed
    })
    response.resume()
    expect(await ended).toMatchObject({ code: 'ECONNRESET' })
  })

  test('who asks too often waits, and then is told to', async () => {
    const { visit } = await startWithFiles({
      server: { addressLimits: { messagesPerSecond: 1 }, clientAddress: () => '203.0.113.1' },
    })
    const { tus } = await visit()
    const { status } = await Promise.any(
      Array.from({ length: 30 }, async () => {
        const answer = await tus.head('x')
        if (answer.status === 404) throw new Error('it was let in')
        return answer
      }),
    )
    expect(status).toBe(429)
  })
})

describe('how long files are kept', () => {
  test('those of a session are gone from disk with it', async () => {
    const { server, visit, onDisk, directory } = await startWithFiles()
    const { tus, sessionId, sendFile } = await visit()
    const sent = await tus.upload(png)
    await sendFile(sent.id)
    await tus.upload(png)
    await tus.create({ bytes: 10 })
    expect(onDisk()).toHaveLength(3)
    await server.expireSession(sessionId)
    await eventually(() => onDisk().length === 0)
    await eventually(() => !existsSync(join(directory, 'records', `${sent.id}.json`)))
  })

  test('those of sessions that a restarted server does not know are removed, others stay', async () => {
    const directory = temporaryFolder()
    const store = memorySessionStore()
    const { server, visit, onDisk } = await startWithFiles({ directory, server: { store } })
    const [gone, kept] = [await visit(), await visit()]
    await gone.tus.upload(png)
    const { id } = await kept.tus.upload(png)
    await kept.sendFile(id)
    await server.stop()
    await store.remove(gone.sessionId)
    const again = await startWithFiles({ directory, server: { store } })
    await eventually(() => onDisk().length === 1)
    expect(onDisk()).toEqual([id])
    expect((await fetch(`${again.server.origin}/cometd/~files/${id}/file`)).status).toBe(200)
  })

  test('one that no message has named goes after its time, one that was sent stays', async () => {
    const clock = fakeClock()
    const { server, visit, onDisk } = await startWithFiles({
      unusedTimeoutMs: 1_000,
      server: { clock, sessionTimeoutMs: 2_000_000_000, heartbeatMs: 10_000, absenceTimeoutMs: 3_600_000 },
    })
    const { tus, sendFile } = await visit()
    const [sent] = [await tus.upload(png), await tus.upload(png), await tus.create({ bytes: 10 })]
    await sendFile(sent.id)
    expect(onDisk()).toHaveLength(3)
    await clock.advance(700_000)
    await eventually(() => onDisk().length === 1)
    expect(onDisk()).toEqual([sent.id])
    expect(server.backend.sessions()).toHaveLength(1)
  })
})

describe('a file of an agent', () => {
  const open = async (options = {}) => {
    const running = await startWithFiles(options)
    const visitor = await running.visit()
    const agent = await running.server.waitForAgent()
    return { ...running, visitor, agent }
  }

  test('is sent from a stream, and fetched by the visitor', async () => {
    const { agent, visitor } = await open()
    const event = await agent.sendFile(
      (async function* () {
        yield png.subarray(0, 20)
        yield png.subarray(20)
      })(),
      { name: 'offer.png', text: 'Here it is' },
    )
    expect(event).toMatchObject({
      content: { type: 'file', text: 'Here it is', file: { name: 'offer.png', type: 'image/png', bytes: png.length } },
    })
    const file = event.content.type === 'file' ? event.content.file : undefined
    const fetched = await fetch(new URL(file?.url ?? '', visitor.uploads.url))
    expect(Buffer.from(await fetched.arrayBuffer())).toEqual(png)
  })

  test('is checked and bounded as well, but may be of any type', async () => {
    const { agent, onDisk } = await open({ maxBytes: 1_000, types: ['image/*'] })
    await expect(agent.sendFile(Buffer.alloc(1_001), { name: 'a' })).rejects.toMatchObject({ code: 3 })
    await expect(agent.sendFile(Buffer.from('text'), { name: 'a', type: 'image/png' })).rejects.toMatchObject({
      code: 3,
    })
    await agent.sendFile(Buffer.from('text'), { name: 'a.txt' })
    expect(onDisk()).toHaveLength(1)
  })

  test.each([
    [{ name: '../../etc/passwd', type: 'text/plain' }, 'passwd', 'text/plain'],
    [{ name: '..', type: 'text/plain; charset=utf-8' }, 'file', 'text/plain'],
    [{ name: 'lone\ud800.txt', type: 'TEXT/PLAIN' }, 'lone.txt', 'text/plain'],
    [{ name: 'x'.repeat(20_000), type: 'text/plain\r\nX-Evil: 1' }, 'x'.repeat(200), 'text/plain'],
  ])('has a name and a type that are safe, and is fetched (%#)', async (meta, name, type) => {
    const { agent, visitor } = await open()
    const { content } = await agent.sendFile(Buffer.from('hello'), meta)
    const file = content.type === 'file' ? content.file : undefined
    expect(file).toMatchObject({ name, type })
    const fetched = await fetch(new URL(file?.url ?? '', visitor.uploads.url))
    expect([fetched.headers.get('content-type'), await fetched.text()]).toEqual([`${type}; charset=utf-8`, 'hello'])
  })

  test('is refused by a server without files', async () => {
    const server = await startServer()
    const page = new SocketPage(server.url)
    await page.attach(startSession())
    await page.ask('/meta/connect', { connectionType: 'websocket' })
    const agent = await server.waitForAgent()
    await expect(agent.sendFile(png, { name: 'a.png' })).rejects.toMatchObject({ code: 52 })
  })
})
