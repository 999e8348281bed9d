import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { memorySessionStore } from '@chat-transport/backend'
import { eventually } from '../../../../test/support/deadline.ts'
import { errorIn, idIn, startWithFiles } from '../support/start-with-files.ts'

const words = Buffer.from('hello')

/** Nothing can be noted of a file until the returned function is called, as on a disk that is full. */
function failingRecords(directory: string): () => void {
  const [records, away] = [join(directory, 'records'), join(directory, 'away')]
  renameSync(records, away)
  return () => renameSync(away, records)
}

describe('while the disk takes nothing', () => {
  test('no upload is begun; its page makes it later under the same key, and nothing counts twice', async () => {
    const { visit, directory } = await startWithFiles({ maxFiles: 2 })
    const { tus } = await visit()
    const recover = failingRecords(directory)
    for (const key of ['k1', 'k1', 'k2', 'k3']) expect((await tus.create({ key, bytes: 5 })).status).toBe(500)
    recover()
    for (const key of ['k1', 'k2']) {
      const made = await tus.create({ key, bytes: 5 })
      expect([made.status, (await tus.patch(idIn(made), 0, words)).status]).toEqual([201, 204])
    }
    expect(errorIn(await tus.create({ key: 'k3', bytes: 5 })).code).toBe(51)
  })

  test('no message names a file, and one that does so later has its file over a restart', async () => {
    const { server, visit, directory } = await startWithFiles({ server: { store: memorySessionStore() } })
    const { tus, sendFile, uploads } = await visit()
    const { id } = await tus.upload(words, { name: 'a.txt' })
    const recover = failingRecords(directory)
    expect((await sendFile(id)).error?.code).toBe(52)
    recover()
    const { content } = await sendFile(id)
    await server.restart()
    const fetched = await eventually(() => fetch(new URL(content?.file.url ?? '', uploads.url)))
    expect([fetched.status, await fetched.text()]).toEqual([200, 'hello'])
  })
})
