import { memorySessionStore } from '../../src/index.ts'
import type { SessionStore } from '../../src/index.ts'

/** `store` (by default one in memory), and the names of the calls it has had since they were last read. */
export function countingStore(store: SessionStore = memorySessionStore()) {
  let calls: (keyof SessionStore)[] = []
  const counting: SessionStore = {
    create: (...of) => count('create', store.create(...of)),
    find: (...of) => count('find', store.find(...of)),
    claim: (...of) => count('claim', store.claim(...of)),
    append: (...of) => count('append', store.append(...of)),
    committed: (...of) => count('committed', store.committed(...of)),
    read: (...of) => count('read', store.read(...of)),
    markRead: (...of) => count('markRead', store.markRead(...of)),
    remove: (...of) => count('remove', store.remove(...of)),
  }
  function count<Result>(call: keyof SessionStore, result: Result): Result {
    calls.push(call)
    return result
  }
  return {
    store: counting,
    callsSince(): readonly (keyof SessionStore)[] {
      const since = calls
      calls = []
      return since
    },
  }
}
