import type { SessionStore } from '@chat-transport/backend'
import { createStoreJudge, formatStoreCase, storeCases } from '@chat-transport/conformance/stores'
import {
  valkeySessionStore,
  type ValkeySessionStore,
  type ValkeySessionStoreOptions,
} from '@chat-transport/store-valkey'
import { expect, test } from 'vitest'

interface Place {
  readonly name: string
  /** Where the server is. */
  server(): Pick<ValkeySessionStoreOptions, 'url' | 'cluster'>
  /** Cuts all connections, with what has not been carried out. */
  cutOff(): Promise<void>
}

/** The kit for stores, on a server or a cluster. Each store has the keys of a prefix. */
export function storeConforms({ name, server, cutOff }: Place): void {
  const opened = new Map<SessionStore, { readonly prefix: string; readonly store: ValkeySessionStore }>()
  let count = 0

  async function open(prefix: string): Promise<ValkeySessionStore> {
    const store = await valkeySessionStore({ ...server(), prefix })
    opened.set(store, { prefix, store })
    return store
  }

  function known(store: SessionStore) {
    const found = opened.get(store)
    if (!found) throw new Error('this store was not opened here')
    return found
  }

  async function close(given: SessionStore): Promise<string> {
    const { prefix, store } = known(given)
    opened.delete(given)
    await store.close()
    return prefix
  }

  const { judge } = createStoreJudge({
    name,
    createStore: () => open(`test-${process.pid}-${++count}:`),
    async reopen(store) {
      await cutOff()
      return open(await close(store))
    },
    connect: (store) => open(known(store).prefix),
    close: async (store) => void (await close(store)),
  })

  test.each(storeCases)('$id: $title', { timeout: 60_000 }, async (each) => {
    const report = await judge(each)
    expect(report.verdict, formatStoreCase(report)).toBe('passed')
  })
}
