import { setImmediate as turn } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { eventually } from '../../../../test/support/deadline.ts'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import type { UploadStore } from '../../src/index.ts'
import { png, startWithFiles, temporaryFolder } from '../support/start-with-files.ts'
import { diskStore } from '../../src/files/disk-store.ts'

/** A store that takes no upload, and removes nothing before it may. */
async function reluctantStore() {
  let allow = () => undefined as void
  const allowed = new Promise<void>((resolve) => (allow = resolve))
  const disk = await diskStore(temporaryFolder())
  const removed: string[] = []
  const store: UploadStore = {
    create: async () => Promise.reject(new Error('no room')),
    write: (content, id, offset) => disk.write(content, id, offset),
    getUpload: (id) => disk.getUpload(id),
    read: (id) => disk.read(id),
    remove: vi.fn(async (id: string) => {
      await allowed
      removed.push(id)
    }),
  }
  return { store, removed, allow: () => allow() }
}

async function closesWithin(closing: Promise<void>, turns: number): Promise<boolean> {
  let isClosed = false
  void closing.then(() => (isClosed = true))
  for (let count = 0; count < turns; count++) await turn()
  return isClosed
}

test('a server that closes waits until what was given up a moment before is removed', async () => {
  const { store, removed, allow } = await reluctantStore()
  const { server, visit } = await startWithFiles({ store, server: { closeTimeoutMs: 60_000 } })
  const { tus } = await visit()
  expect((await tus.create({ bytes: 5 })).status).toBe(500)
  await eventually(() => vi.mocked(store.remove).mock.calls.length === 1)
  const closing = server.server.close()
  expect(await closesWithin(closing, 500)).toBe(false)
  allow()
  await closing
  expect(removed).toHaveLength(1)
})

test('a store that never removes anything, and a scan that never ends, keep no server from closing', async () => {
  const { store } = await reluctantStore()
  const removing = await startWithFiles({ store, server: { closeTimeoutMs: 100 } })
  expect((await (await removing.visit()).tus.create({ bytes: 5 })).status).toBe(500)
  await removing.server.server.close()

  const scan = vi.fn(() => new Promise<boolean>(() => undefined))
  const scanning = await startWithFiles({ scan, server: { closeTimeoutMs: 100 } })
  const uploaded = (await scanning.visit()).tus.upload(png).catch(() => 'cut off')
  await eventually(() => scan.mock.calls.length === 1)
  await scanning.server.server.close()
  await uploaded
})

test('a client that waits for a scan that never ends keeps a server from closing for closeTimeoutMs, and no longer', async () => {
  const clock = fakeClock()
  const scan = vi.fn(() => new Promise<boolean>(() => undefined))
  const { server, visit } = await startWithFiles({ scan, server: { clock, closeTimeoutMs: 100 } })
  const uploaded = (await visit()).tus.upload(png).catch(() => 'cut off')
  await eventually(() => scan.mock.calls.length === 1)
  const closing = server.server.close()
  await clock.advance(99)
  expect(await uploaded).toBe('cut off')
  expect(await closesWithin(closing, 100)).toBe(false)
  await clock.advance(1)
  await closing
})
