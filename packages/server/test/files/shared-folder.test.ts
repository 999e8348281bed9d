import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ChatRefusal } from '@chat-transport/backend'
import { expect, test, vi } from 'vitest'
import type { FileState } from '../../src/files/file-record.ts'
import { SharedFolder } from '../../src/files/shared-folder.ts'
import { png, startWithFiles, temporaryFolder } from '../support/start-with-files.ts'
import { secret } from '../support/instances.ts'

const instanceOf = (name: string) => ({ name, address: `http://${name}:8080`, secret })
const id = `n1.${'a'.repeat(32)}`

/** Two servers' views of one folder, where the first one knows a file in this state. */
function twoServers(state: FileState) {
  const directory = temporaryFolder()
  const [first, second] = ['n1', 'n2'].map((name) => new SharedFolder(directory, instanceOf(name))) as [
    SharedFolder,
    SharedFolder,
  ]
  const records = join(directory, 'n1', 'records')
  mkdirSync(records)
  const record = { id, sessionId: 's1', sender: 'visitor', name: 'a', declaredType: '', bytes: 1, createdAt: 0, state }
  writeFileSync(join(records, `${id}.json`), JSON.stringify(record))
  return { first, second, claims: () => readdirSync(join(directory, 'n1', 'sent')) }
}

test('a file is that of the server whose name its id begins with', async () => {
  const { first, second } = twoServers({ name: 'ready', type: 'image/png' })
  expect(first.idOf('a'.repeat(32))).toBe(id)
  expect([first.otherOf(id), second.otherOf(id)]).toEqual([undefined, 'n1'])
  expect(await second.addressOf('n1')).toBe('http://n1:8080')
  expect(await second.addressOf('n3')).toBeUndefined()
  expect(await second.record(id)).toMatchObject({ id, sessionId: 's1' })
})

test.each(['../n1/x', `../../n1.${'a'.repeat(32)}`, 'n1.short', `n1.${'a'.repeat(31)}/`, ''])(
  'an id that no server has made leads nowhere: %j',
  async (wrong) => {
    const { second } = twoServers({ name: 'ready', type: 'image/png' })
    expect(second.otherOf(wrong)).toBeUndefined()
    expect(await second.record(wrong)).toBeUndefined()
  },
)

test('a message at another server may name a file, and the server of the file sees it', async () => {
  const { first, second, claims } = twoServers({ name: 'ready', type: 'image/png' })
  expect(await first.isClaimed(id)).toBe(false)
  await second.claim('s1', id)
  expect(await first.isClaimed(id)).toBe(true)
  await first.forget(id)
  expect(claims()).toEqual([])
})

test.each<[string, string, FileState]>([
  ['is being removed', 's1', { name: 'removing' }],
  ['is not complete', 's1', { name: 'uploading' }],
  ['is another session’s', 's2', { name: 'ready', type: 'image/png' }],
])('no message may name a file that %s', async (_, sessionId, state) => {
  const { second, claims } = twoServers(state)
  await expect(second.claim(sessionId, id)).rejects.toThrow(ChatRefusal)
  expect(claims()).toEqual([])
})

test('a file that a message at another server names while it is being removed stays', async () => {
  const server = { instance: instanceOf('n1') }
  const { visit, directory } = await startWithFiles({ server })
  const { tus } = await visit()
  const { id: uploaded } = await tus.upload(png)
  const claimed = vi.spyOn(SharedFolder.prototype, 'isClaimed').mockResolvedValueOnce(false).mockResolvedValueOnce(true)
  expect((await tus.remove(uploaded)).status).toBe(403)
  claimed.mockRestore()
  expect((await tus.head(uploaded)).status).toBe(200)
  expect(readdirSync(join(directory, 'n1', 'bytes'))).toContain(uploaded)
})
