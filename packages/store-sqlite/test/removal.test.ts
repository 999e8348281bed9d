import { sqliteSessionStore } from '@chat-transport/store-sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../src/database/connection.ts'
import { message, start, transcript } from '../../../test/support/store-samples.ts'
import { temporaryFile } from './support/temporary-file.ts'
import { version1 } from './support/version-1.ts'

/** Another program looks into the file, while the store has it. */
async function countEvents(file: string) {
  const connection = connect(file)
  onTestFinished(() => connection.close())
  const events = await connection.prepare('SELECT count(*) AS count FROM events')
  return () => events.get()?.['count']
}

test('a long chat is forgotten at once, and its events go bit by bit', { timeout: 30_000 }, async () => {
  const file = temporaryFile()
  const store = await sqliteSessionStore({ file })
  onTestFinished(() => store.close())
  await start(store, 'long')
  await start(store, 'short')
  for (let count = 0; count < 12; count++)
    await Promise.all(Array.from({ length: 1_000 }, () => store.append('long', message('x'))))
  const count = await countEvents(file)
  expect(count()).toBe(12_002)

  await store.remove('long')
  expect(await store.find('long')).toBeUndefined()
  expect((await start(store, 'long')).head).toBe(1)
  await expect.poll(count).toBe(2)
  expect(await transcript(store, 'short')).toHaveLength(1)
})

test('what was left of removed sessions when the process ended goes with the next one', async () => {
  const file = temporaryFile()
  const connection = connect(file)
  await connection.exec(version1)
  connection.close()
  const store = await sqliteSessionStore({ file })
  onTestFinished(() => store.close())
  const count = await countEvents(file)
  expect(count()).toBe(4)
  await store.find('s1')
  await expect.poll(count).toBe(2)
})

test('events that cannot be removed now are in nobody’s way, and go later', async () => {
  const file = temporaryFile()
  const store = await sqliteSessionStore({ file })
  onTestFinished(() => store.close())
  await start(store, 's1')
  await start(store, 's2')
  const count = await countEvents(file)
  const other = connect(file)
  onTestFinished(() => other.close())
  await other.exec('PRAGMA busy_timeout = 3000')
  await other.exec("CREATE TRIGGER never BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'never'); END")
  await store.remove('s1')
  for (let number = 0; number < 3; number++) await store.append('s2', message('x'))
  expect(count()).toBe(5)
  await other.exec('DROP TRIGGER never')
  await store.find('s2')
  await expect.poll(count).toBe(4)
})
