import { once } from 'node:events'
import { rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { FileStore } from '@tus/file-store'
import { describe, expect, test } from 'vitest'
import { memorySessionStore } from '@chat-transport/backend'
import { eventually } from '../../../../test/support/deadline.ts'
import { startServer } from '../../../../test/support/start-server.ts'
import { SocketPage } from '../support/bayeux-clients.ts'
import { sendMessage, startSession } from '../support/commands.ts'
import { errorIn, exe, idIn, png, startWithFiles, temporaryFolder } from '../support/start-with-files.ts'

describe('a file of a visitor', () => {
  test('is uploaded, named in a message, and fetched by who reads the message', async () => {
    const { server, visit } = await startWithFiles()
    const visitor = await visit()
    const session = await server.waitForSession()
    const { id, status } = await visitor.tus.upload(png, { name: 'cat.png', type: 'image/png' })
    expect(status).toBe(204)
    const { content } = await visitor.sendFile(id, { text: 'my cat' })
    expect(content).toEqual({
      type: 'file',
      text: 'my cat',
      file: { id, name: 'cat.png', type: 'image/png', bytes: png.length, url: `/cometd/~files/${id}/cat.png` },
    })
    expect((await session.transcript()).at(-1)).toMatchObject({ content })
    const fetched = await fetch(new URL(content?.file.url ?? '', visitor.uploads.url))
    expect(Buffer.from(await fetched.arrayBuffer())).toEqual(png)
  })

  test('goes on at the byte where it was cut, and after a restart of the server too', async () => {
    const { server, visit, directory } = await startWithFiles({ server: { store: memorySessionStore() } })
    const { tus, uploads } = await visit()
    const content = Buffer.concat([png, Buffer.alloc(200_000, 1)])
    const id = idIn(await tus.create({ type: 'image/png', bytes: content.length }))
    const cut = request(`${uploads.url}/${id}`, {
      method: 'PATCH',
      headers: {
        ...tus.headers,
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
        'content-length': String(content.length),
      },
    })
    cut.on('error', () => undefined) // which is what is meant to happen
    cut.write(content.subarray(0, 100_000))
    await eventually(() => statSync(join(directory, 'bytes', id)).size > 0)
    cut.destroy()
    await server.restart('killed')
    // The connections of before are gone, and `fetch` finds that out at the first use.
    const { headers } = await eventually(() => tus.head(id))
    expect(headers).toMatchObject({ 'upload-length': String(content.length) })
    const offset = Number(headers['upload-offset'])
    expect(offset).toBeGreaterThan(0)
    expect((await tus.patch(id, offset, content.subarray(offset))).status).toBe(204)
    expect((await tus.head(id)).headers).toMatchObject({ 'upload-offset': String(content.length) })
  })

  test('is taken from a request by a newer one, and the first is told to try again later', async () => {
    const { visit } = await startWithFiles()
    const { tus } = await visit()
    const content = Buffer.concat([png, Buffer.alloc(200_000, 1)])
    const id = idIn(await tus.create({ type: 'image/png', bytes: content.length }))
    const answers = await Promise.all(Array.from({ length: 8 }, () => tus.patch(id, 0, content)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses).toContain(423)
    expect(statuses).not.toContain(400)
  })

  test('is there when its page has asked again while it was still being made', async () => {
    let make: undefined | (() => void)
    const made = new Promise<void>((resolve) => (make = resolve))
    class SlowStore extends FileStore {
      override async create(file: Parameters<FileStore['create']>[0]) {
        await made
        return super.create(file)
      }
    }
    const { visit } = await startWithFiles({ store: new SlowStore({ directory: temporaryFolder() }) as never })
    const { tus } = await visit()
    const ask = async () => idIn(await tus.create({ key: 'k1', bytes: png.length, type: 'image/png' }))
    const first = ask()
    const second = ask().then(async (id) => [id, (await tus.patch(id, 0, png)).status])
    setTimeout(() => make?.(), 50)
    expect(await second).toEqual([await first, 204])
  })

  test('is made anew for the same key when the store has nothing of it, as after a crash', async () => {
    const { visit, directory } = await startWithFiles()
    const { tus } = await visit()
    const file = { key: 'k1', bytes: png.length, type: 'image/png' }
    const lost = idIn(await tus.create(file))
    for (const ending of ['', '.json']) rmSync(join(directory, 'bytes', lost + ending))
    const { id, status } = await tus.upload(png, file)
    expect([id === lost, status]).toEqual([false, 204])
  })

  test('is one, however often its page asks for it with the same key', async () => {
    const { visit, onDisk } = await startWithFiles()
    const { tus } = await visit()
    const made = [
      await tus.create({ key: 'k1', bytes: 10 }),
      await tus.create({ key: 'k1', bytes: 10 }),
      await tus.create({ key: 'k2', bytes: 10 }),
    ]
    const [first, repeated, other] = made.map(idIn)
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(repeated).toBe(first)
    expect(other).not.toBe(first)
    expect(onDisk()).toHaveLength(2)
  })

  test('that is empty is a file too, if its type allows it', async () => {
    const { visit } = await startWithFiles()
    const { tus, sendFile } = await visit()
    const { id, status } = await tus.upload(Buffer.alloc(0), { name: 'nothing.txt', type: 'text/plain' })
    expect(status).toBe(201)
    const { content } = await sendFile(id)
    expect(content?.file).toMatchObject({ bytes: 0, type: 'text/plain' })
    expect((await tus.upload(Buffer.alloc(0), { type: 'image/png' })).status).toBe(415)
  })

  test('that is complete is answered in the same way each time, also when the first answer was lost', async () => {
    const { visit } = await startWithFiles()
    const { tus } = await visit()
    const good = await tus.upload(png, { type: 'image/png' })
    const bad = await tus.upload(exe, { type: 'image/png' })
    expect([good.status, bad.status]).toEqual([204, 415])
    expect((await tus.patch(good.id, png.length, Buffer.alloc(0))).status).toBe(204)
    expect((await tus.head(good.id)).headers).toMatchObject({ 'upload-offset': String(png.length) })
    const repeated = await tus.patch(bad.id, exe.length, Buffer.alloc(0))
    expect(repeated.status).toBe(415)
    expect(errorIn(repeated)).toEqual(errorIn(bad))
  })

  test('is taken back before it was sent, and not after', async () => {
    const { visit, onDisk } = await startWithFiles()
    const { tus, sendFile } = await visit()
    const [first, second] = [await tus.upload(png), await tus.upload(png)]
    await sendFile(second.id)
    expect([(await tus.remove(first.id)).status, (await tus.remove(second.id)).status]).toEqual([204, 403])
    expect(onDisk()).toEqual([second.id])
    expect((await sendFile(first.id)).error).toMatchObject({ code: 3 })
  })
})

describe('whose a file is', () => {
  test('the token of another session, a guess, or none opens nothing', async () => {
    const { visit } = await startWithFiles()
    const [owner, other] = [await visit(), await visit()]
    const { id } = await owner.tus.upload(png)
    expect((await other.tus.head(id)).status).toBe(404)
    expect((await other.tus.patch(id, 0, png)).status).toBe(404)
    expect((await other.tus.remove(id)).status).toBe(404)
    const { error } = await other.sendFile(id)
    expect(error).toMatchObject({ code: 3, description: expect.stringContaining('content.file.id') })
    for (const authorization of [
      '',
      'Bearer ',
      `Bearer ${other.sessionId}.0`,
      'Bearer x',
      `Bearer ${'x'.repeat(600)}`,
    ]) {
      const refused = await owner.tus.ask('HEAD', `/${id}`, { headers: { authorization } })
      expect(refused.status).toBe(401)
    }
    expect((await owner.tus.head(id)).status).toBe(200)
  })

  test('a token holds no secret, and ends with its session', async () => {
    const { server, visit } = await startWithFiles()
    const { tus, uploads, sessionId } = await visit()
    expect(uploads.token).toMatch(new RegExp(`^${sessionId}\\.[0-9a-f]{64}$`))
    const session = await server.waitForSession()
    await session.end()
    const refused = await tus.create({ bytes: 1 })
    expect([refused.status, errorIn(refused).code]).toEqual([401, 101])
  })

  test('an upload that is not complete cannot be sent, nor fetched', async () => {
    const { visit } = await startWithFiles()
    const { tus, sendFile, uploads } = await visit()
    const id = idIn(await tus.create({ bytes: 10, name: 'a.txt' }))
    expect((await sendFile(id)).error?.code).toBe(3)
    await tus.patch(id, 0, Buffer.from('0123456789'))
    expect((await fetch(`${uploads.url}/${id}/a.txt`)).status).toBe(404)
  })

  test.each(['%2e%2e%2f%2e%2e%2fetc%2fpasswd', '..', '../records', 'x.json', '%00', 'constructor'])(
    'the path %s leads nowhere',
    async (path) => {
      const { visit } = await startWithFiles()
      const { tus, uploads } = await visit()
      expect([404, 405, 400]).toContain((await tus.head(path)).status)
      const { port } = new URL(uploads.url)
      const raw = request({ port, path: `/cometd/~files/${path}/x`, method: 'GET' }).end()
      const [response] = await once(raw, 'response')
      expect(response.statusCode).toBe(404)
      response.resume()
    },
  )
})

describe('the page of another origin', () => {
  test('may upload if it is on the list, and no other may', async () => {
    const shop = 'https://shop.example'
    const { visit } = await startWithFiles({ server: { allowedOrigins: [shop] } })
    const { tus, uploads } = await visit()
    const asked = await fetch(`${uploads.url}/x`, {
      method: 'OPTIONS',
      headers: {
        origin: shop,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,upload-offset',
      },
    })
    expect(asked.status).toBe(204)
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': shop,
      'access-control-allow-methods': expect.stringContaining('PATCH'),
      'access-control-allow-headers': 'authorization,upload-offset',
      'tus-max-size': String(uploads.maxBytes),
    })
    const created = await tus.ask('POST', '', { headers: { origin: shop, 'upload-length': '3' } })
    expect(created).toMatchObject({ status: 201, headers: { 'access-control-allow-origin': shop } })
    expect(created.headers['access-control-expose-headers']).toMatch(/Location.*Upload-Offset/)
    const refused = await tus.ask('POST', '', { headers: { origin: 'https://evil.example', 'upload-length': '3' } })
    expect(refused.status).toBe(403)
    expect(refused.headers).not.toHaveProperty('access-control-allow-origin')
    const failed = await tus.ask('POST', '', { headers: { origin: shop, 'upload-length': '-3' } })
    expect(failed).toMatchObject({ status: 400, headers: { 'access-control-allow-origin': shop } })
  })
})

test('a server without files offers none, and refuses a message that names one', async () => {
  const server = await startServer()
  const page = new SocketPage(server.url)
  const { ext } = await page.attach(startSession())
  expect(ext?.chat).toMatchObject({ type: 'EventAttached' })
  expect(ext?.chat).not.toHaveProperty('uploads')
  await page.publish(sendMessage('', { content: { type: 'file', file: { id: 'x' } } }))
  expect(await page.event('EventError')).toMatchObject({
    error: { code: 3, description: expect.stringContaining('takes no files') },
  })
  expect((await fetch(`${server.url}/~files/x/y`)).status).toBe(405)
})
