import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SessionStore } from '@chat-transport/backend'
import { createStoreJudge, formatStoreCase, storeCases } from '@chat-transport/conformance/stores'
import { sqliteSessionStore, type SqliteSessionStore } from '@chat-transport/store-sqlite'
import { expect, test } from 'vitest'
import { newFile } from './support/temporary-file.ts'

const opened = new Map<SessionStore, { readonly file: string; readonly store: SqliteSessionStore }>()

async function open(file: string): Promise<SqliteSessionStore> {
  const store = await sqliteSessionStore({ file })
  opened.set(store, { file, store })
  return store
}

async function close(given: SessionStore): Promise<string> {
  const known = opened.get(given)
  if (!known) throw new Error('this store was not opened here')
  opened.delete(given)
  await known.store.close()
  return known.file
}

const { judge } = createStoreJudge({
  name: 'a store in an SQLite file',
  createStore: () => open(newFile()),
  reopen: async (store) => open(await close(store)),
  close: async (store) => rmSync(dirname(await close(store)), { recursive: true }),
})

test.each(storeCases)('$id: $title', { timeout: 60_000 }, async (each) => {
  const report = await judge(each)
  // One store at a time has the file: nobody else connects to it, or has to be told anything.
  const expected = ['S25', 'S28', 'S29'].includes(each.rule) ? 'not offered' : 'passed'
  expect(report.verdict, formatStoreCase(report)).toBe(expected)
})
