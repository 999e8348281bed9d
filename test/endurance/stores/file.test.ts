import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { sqliteSessionStore } from '@chat-transport/store-sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { message, start, transcript } from '../../support/store-samples.ts'
import { wholeNumber } from '../support/whole-number.ts'

/** What `npm run measure -- --stores` was told (it sets the environment). In the whole test run it is a glance. */
const { STORES_EVENTS, STORES_DIRECTORY = tmpdir() } = process.env
const events = STORES_EVENTS === undefined ? 2_000 : wholeNumber('--events', STORES_EVENTS)
const sessions = 100

test(
  'the size of an SQLite file, and how long it takes to back up and to open',
  { timeout: 60_000 + events },
  async () => {
    const folder = mkdtempSync(join(STORES_DIRECTORY, 'chat-file-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'chats.db')
    const store = await sqliteSessionStore({ file })
    const ids = Array.from({ length: sessions }, (_, place) => `session-${place}`)
    const ofEach = Math.ceil(events / sessions)
    for (const id of ids) await start(store, id)
    await Promise.all(
      ids.map(async (id) => {
        for (let count = 1; count < ofEach; count++) await store.append(id, message('x'.repeat(120), `${id}-${count}`))
      }),
    )
    const backupMs = await timeOf(() => store.backup(join(folder, 'copy.db')))
    await store.close()
    const opened = performance.now()
    const again = await sqliteSessionStore({ file })
    const openMs = performance.now() - opened
    onTestFinished(() => again.close())
    const megabytes = statSync(file).size / 1e6
    console.log(
      `  ${events.toLocaleString('en')} events of ${message('x'.repeat(120)).json.length} characters: ${Math.round(megabytes)} MB, ` +
        `backed up in ${(backupMs / 1000).toFixed(1)} s, opened in ${(openMs / 1000).toFixed(1)} s`,
    )
    expect(await transcript(again, 'session-0')).toHaveLength(ofEach)
  },
)

async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await run()
  return performance.now() - before
}
