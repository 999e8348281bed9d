import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ErrorCode, systemClock } from '@chat-transport/core'
import { uploadFile } from '@chat-transport/files'
import type { FileOptions } from '@chat-transport/server'
import { describe, expect, test, vi } from 'vitest'
import { idIn, png, temporaryFolder, visit } from '../../packages/server/test/support/start-with-files.ts'
import { givenServer, givenStore } from '../../packages/store-valkey/test/support/given.ts'
import { eventually } from '../support/deadline.ts'
import { fastClock } from '../support/fast-clock.ts'
import { serveBalanced, type BalancedOptions } from '../support/serve-balanced.ts'

const megabyte = 1024 * 1024

/** Servers on one store with a shared folder, behind a balancer that sends requests where `ask` says. */
async function startSeveral({
  count = 3,
  server,
  files,
  ...options
}: BalancedOptions & { files?: Partial<FileOptions> } = {}) {
  const directory = temporaryFolder()
  let place = 0
  const served = await serveBalanced({
    count,
    choose: () => place,
    ...options,
    server: { files: { directory, maxBytes: 64 * megabyte, types: ['*/*'], ...files }, ...server },
  })
  /** Whoever asks from now on is answered by this server. */
  const ask = (next: number) => (place = next)
  const folderOf = (owner: number, kind: string) => readdirSync(join(directory, `n${owner}`, kind))
  return { ...served, directory, ask, folderOf, visitor: await visit(`${served.balancer.origin}/cometd`) }
}

const offset = (answer: { readonly headers: Readonly<Record<string, string>> }) => answer.headers['upload-offset']

describe('files of several servers', () => {
  test('go up in pieces through any of them, to the one that has begun, and are fetched from any', async () => {
    const { visitor, ask, folderOf, balancer } = await startSeveral()
    const content = Buffer.concat([png, randomBytes(1_000)])
    const { tus } = visitor
    const id = idIn(await tus.create({ name: 'a.png', bytes: content.length }))
    expect(id).toMatch(/^n0\.[\w-]{32}$/)
    for (const [from, place] of [1, 2, 0, 1].entries()) {
      ask(place)
      expect(offset(await tus.head(id))).toBe(String(from * 250))
      expect((await tus.patch(id, from * 250, content.subarray(from * 250, (from + 1) * 250))).status).toBe(204)
    }
    const rest = await tus.patch(id, 1_000, content.subarray(1_000))
    expect([rest.status, offset(rest)]).toEqual([204, String(content.length)])
    expect(folderOf(0, 'bytes')).toContain(id)

    const { content: said } = await visitor.sendFile(id)
    expect(said?.file).toMatchObject({ id, name: 'a.png', type: 'image/png', bytes: content.length })
    for (const place of [0, 1, 2]) {
      ask(place)
      const answer = await fetch(balancer.origin + new URL(said?.file.url ?? '', balancer.origin).pathname)
      expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true)
      const part = await fetch(answer.url, { headers: { range: 'bytes=10-19' } })
      expect(Buffer.from(await part.arrayBuffer()).equals(content.subarray(10, 20))).toBe(true)
    }
  })

  test('are named by messages, and fetched, when the server that has them is gone', async () => {
    const { ask, servers, balancer, store } = await startSeveral()
    ask(1)
    const visitor = await visit(`${balancer.origin}/cometd`)
    ask(0)
    const { id } = await visitor.tus.upload(png, { name: 'a.png' })
    await servers[0]?.stop('killed')
    const { content } = await visitor.sendFile(id)
    const download = () => fetch(new URL(content?.file.url ?? '', balancer.origin))
    expect((await download()).status).toBe(200)

    await servers[1]?.expireSession(visitor.sessionId)
    expect(await store.find(visitor.sessionId)).toBeUndefined()
    expect((await download()).status).toBe(404)
  })

  test('are not fetched before a message names them, nor named by another session', async () => {
    const { visitor, ask, balancer } = await startSeveral()
    const { id } = await visitor.tus.upload(png, { name: 'a.png' })
    ask(1)
    expect((await fetch(`${balancer.origin}/cometd/~files/${id}/a.png`)).status).toBe(404)
    const stranger = await visit(`${balancer.origin}/cometd`)
    expect((await stranger.sendFile(id)).error?.code).toBe(ErrorCode.incorrectParameter)
    expect((await stranger.tus.head(id)).status).toBe(404)
    expect((await stranger.tus.remove(id)).status).toBe(404)
    expect((await visitor.tus.head(id)).status).toBe(200)
  })

  test('are taken back through any server, but for those that a message at another one names', async () => {
    const { visitor, ask, folderOf, balancer } = await startSeveral()
    const { id: unsaid } = await visitor.tus.upload(png, { name: 'a.png' })
    const { id: said } = await visitor.tus.upload(png, { name: 'b.png' })
    ask(1)
    const elsewhere = await visit(`${balancer.origin}/cometd`)
    ask(0)
    const { id: saidElsewhere } = await elsewhere.tus.upload(png, { name: 'c.png' })
    await visitor.sendFile(said)
    await elsewhere.sendFile(saidElsewhere)
    ask(2)
    expect((await visitor.tus.remove(unsaid)).status).toBe(204)
    expect((await visitor.tus.remove(said)).status).toBe(403)
    expect((await elsewhere.tus.remove(saidElsewhere)).status).toBe(403)
    expect(folderOf(0, 'bytes').filter((name) => !name.endsWith('.json'))).toEqual(
      expect.arrayContaining([said, saidElsewhere]),
    )
    expect(folderOf(0, 'bytes')).not.toContain(unsaid)
  })

  test('of an agent are fetched from any server', async () => {
    const { visitor, ask, servers, balancer } = await startSeveral()
    const session = await servers[2]?.backend.findSession(visitor.sessionId)
    const agent = await session?.join({ name: 'Grace' })
    await agent?.sendFile(png, { name: 'a.png' })
    const heard = await eventually(() =>
      visitor.page.events.find((event) => (event as { content?: { type: string } }).content?.type === 'file'),
    )
    const { file } = (heard as unknown as { content: { file: { id: string; url: string } } }).content
    expect(file.id).toMatch(/^n2\./)
    for (const place of [0, 1, 2]) {
      ask(place)
      expect((await fetch(new URL(file.url, balancer.origin))).status).toBe(200)
    }
  })

  test('of a session that is gone are removed by the server that has them', async () => {
    const { visitor, ask, servers, folderOf } = await startSeveral()
    ask(1)
    const { id } = await visitor.tus.upload(png, { name: 'a.png' })
    await visitor.sendFile(id)
    expect(folderOf(1, 'sent')).toEqual([id])
    await servers[0]?.expireSession(visitor.sessionId)
    await servers[1]?.restart()
    await eventually(() => ['bytes', 'records', 'sent'].every((kind) => folderOf(1, kind).length === 0))
  })
})

test('a server keeps what a message at another one names, and removes what none has named in time', async () => {
  const { visitor, ask, servers, folderOf, balancer } = await startSeveral({ files: { unusedTimeoutMs: 1_000 } })
  ask(1)
  const { id: unsaid } = await visitor.tus.upload(png, { name: 'a.png' })
  const { id: said } = await visitor.tus.upload(png, { name: 'b.png' })
  await visitor.sendFile(said)
  await delay(1_100)
  await servers[1]?.restart()
  await eventually(() => !folderOf(1, 'bytes').includes(unsaid))
  await eventually(() => folderOf(1, 'records').length === 1)
  expect(folderOf(1, 'bytes')).toContain(said)
  expect((await fetch(`${balancer.origin}/cometd/~files/${said}/b.png`)).status).toBe(200)
})

describe('an upload whose server is killed', () => {
  const content = randomBytes(6 * megabyte)

  /** Begins at the second server, and goes on by the third one. */
  async function uploadOver(
    served: Awaited<ReturnType<typeof startSeveral>>,
    end: () => Promise<void> | undefined,
    clock = systemClock,
  ) {
    const { visitor } = served
    served.ask(1)
    const kill = () => {
      served.ask(2)
      return end()
    }
    let killed: ReturnType<typeof end>
    const offsets: number[] = []
    const { url, token } = visitor.uploads
    const file = await uploadFile(new Blob([content]), {
      url,
      token,
      name: 'a.bin',
      clock,
      onProgress({ sentBytes }) {
        offsets.push(sentBytes)
        if (sentBytes > megabyte) killed ??= kill()
      },
    })
    await killed
    expect(offset(await visitor.tus.head(file.id))).toBe(String(content.length))
    return { file, offsets }
  }

  test('goes on from where it was when that is back', async () => {
    const served = await startSeveral()
    const { file, offsets } = await uploadOver(served, () => served.servers[1]?.restart('killed'))
    expect(file.id).toMatch(/^n1\./)
    expect(Math.min(...offsets.slice(offsets.findIndex((at) => at > megabyte)))).toBeGreaterThan(megabyte / 2)
  })

  test('begins anew at another one when that stays away', async () => {
    const clock = fastClock(20)
    const served = await startSeveral({ server: { clock } })
    const { file } = await uploadOver(served, () => served.servers[1]?.stop('killed'), clock)
    expect(file.id).toMatch(/^n2\./)
  })
})

test('a file is neither given nor denied while the store cannot tell whether its session is known', async () => {
  const { visitor, store, ask, balancer } = await startSeveral()
  const { id } = await visitor.tus.upload(png, { name: 'a.png' })
  await visitor.sendFile(id)
  ask(1)
  const statusNow = async () => (await fetch(`${balancer.origin}/cometd/~files/${id}/a.png`)).status
  const failing = vi.spyOn(store, 'find').mockRejectedValue(new Error('the store is down'))
  expect(await statusNow()).toBe(503)
  failing.mockRestore()
  expect(await statusNow()).toBe(200)
})

test('files of several servers with their sessions in Valkey outlive the server that took them', async () => {
  const { url } = await givenServer()
  const served = await startSeveral({ nextStore: () => givenStore({ url }) })
  served.ask(1)
  const { id } = await served.visitor.tus.upload(png, { name: 'a.png' })
  await served.servers[1]?.stop('killed')
  served.ask(2)
  const { content } = await served.visitor.sendFile(id)
  expect(content?.file.id).toBe(id)
  expect((await fetch(new URL(content?.file.url ?? '', served.balancer.origin))).status).toBe(200)
})

test('the marks of requests for files are checked', async () => {
  const { visitor, balancer } = await startSeveral({ count: 1 })
  const { id } = await visitor.tus.upload(png, { name: 'a.png' })
  const forged = await fetch(`${balancer.origin}/cometd/~files/${id}`, {
    method: 'HEAD',
    headers: { ...visitor.tus.headers, 'x-chat-transport-hop': '1.2.3.4' },
  })
  expect(forged.status).toBe(403)
})
