import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { SessionStore } from '@chat-transport/backend'
import { defineStoreTests } from '@chat-transport/conformance/stores'
import { sqliteSessionStore, type SqliteSessionStore } from '@chat-transport/store-sqlite'
import { describe, it } from 'vitest'

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

defineStoreTests(
  {
    name: 'a store in an SQLite file',
    createStore: () => open(join(mkdtempSync(join(tmpdir(), 'chat-store-')), 'chats.db')),
    reopen: async (store) => open(await close(store)),
    close: async (store) => rmSync(dirname(await close(store)), { recursive: true }),
  },
  { describe, it },
)
