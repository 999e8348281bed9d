import { memorySessionStore, wrapStore } from '../../src/index.ts'
import type { SessionStore, StoreCall } from '../../src/index.ts'

/** `store` (by default one in memory), and the names of the calls it has had since they were last read. */
export function countingStore(store: SessionStore = memorySessionStore()) {
  let calls: StoreCall[] = []
  return {
    store: wrapStore(store, (call, run) => {
      calls.push(call)
      return run()
    }),
    callsSince(): readonly StoreCall[] {
      const since = calls
      calls = []
      return since
    },
  }
}
