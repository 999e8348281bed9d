import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { sqliteSessionStore } from '@chat-transport/store-sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { message, start, transcript } from '../../../test/support/store-samples.ts'
import { temporaryFile } from './support/temporary-file.ts'

async function open(file = temporaryFile()) {
  const store = await sqliteSessionStore({ file })
  onTestFinished(() => store.close())
  return store
}

test('a backup has what was acknowledged before, and nothing half, while calls go on', async () => {
  const store = await open()
  await start(store, 's1')
  const text = 'x'.repeat(1_000)
  for (let count = 0; count < 20; count++)
    await Promise.all(Array.from({ length: 100 }, () => store.append('s1', message(text))))
  const before = (await store.find('s1'))?.head ?? 0

  const toFile = temporaryFile()
  let isDone = false
  const backup = store.backup(toFile).then(() => (isDone = true))
  let meanwhile = 0
  while (!isDone) {
    await store.append('s1', message(text))
    meanwhile++
  }
  await backup

  expect(meanwhile).toBeGreaterThan(3)
  const copy = await open(toFile)
  const events = await transcript(copy, 's1')
  expect(events.length).toBeGreaterThanOrEqual(before)
  expect(events.length).toBeLessThanOrEqual(before + meanwhile)
  expect((await copy.find('s1'))?.head).toBe(events.length)
  expect(await store.append('s1', message(text))).toMatchObject({ event: { index: before + meanwhile + 1 } })
})

test('a backup in place of a file that was lost brings its sessions back', async () => {
  const store = await open()
  await start(store, 's1')
  const toFile = `${temporaryFile()} of 'today'`
  await store.backup(toFile)
  await store.append('s1', message('later'))
  await store.close()

  const file = temporaryFile()
  copyFileSync(toFile, file)
  const restored = await open(file)
  expect(await transcript(restored, 's1')).toHaveLength(1)
  expect(await restored.append('s1', message('again'))).toMatchObject({ event: { index: 2 } })
})

test('a backup replaces the one before when it is complete, also where one was cut short', async () => {
  const store = await open()
  const toFile = temporaryFile()
  writeFileSync(toFile, 'the backup before')
  writeFileSync(`${toFile}-new`, 'half a backup')
  await store.backup(toFile)
  expect(readFileSync(toFile, 'latin1')).toMatch(/^SQLite format 3/)
  expect(existsSync(`${toFile}-new`)).toBe(false)
})

test('a backup that cannot be made says so, and the store goes on', async () => {
  const file = temporaryFile()
  const store = await open(file)
  await expect(store.backup(`${file} nowhere/backup`)).rejects.toThrow('unable to open')
  await expect(store.backup('')).rejects.toThrow('backup toFile: expected a path')
  await expect(store.backup(file)).rejects.toThrow('backup toFile: expected another file')
  await start(store, 's1')
})

test('closing waits for a backup under way, and refuses others', async () => {
  const store = await open()
  await start(store, 's1')
  const toFile = temporaryFile()
  let isDone = false
  const backup = store.backup(toFile).then(() => (isDone = true))
  await store.close()
  expect(isDone).toBe(true)
  await backup
  await expect(store.backup(toFile)).rejects.toThrow('closed')
  await expect(store.find('s1')).rejects.toThrow('closed')
  await store.close()
})
