import { memorySessionStore, type SessionStore } from '@chat-transport/backend'

/** The embedded store, which tells which sessions were ever made: also those no agent has been shown. */
export function countingStore(): { readonly store: SessionStore; readonly made: ReadonlySet<string> } {
  const store = memorySessionStore()
  const made = new Set<string>()
  return {
    made,
    store: {
      ...store,
      async create(...start) {
        const stored = await store.create(...start)
        made.add(stored.record.id)
        return stored
      },
    },
  }
}
