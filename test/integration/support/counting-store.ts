import { memorySessionStore, type SessionStore } from '@chat-transport/backend'

/** The memory store, with a list of all sessions ever created: also of those that no agent has seen. */
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
