import type { SessionStore } from '@chat-transport/backend'
import { sharedStore } from '../../packages/backend/test/support/shared-store.ts'
import { givenServer, givenStore } from '../../packages/store-valkey/test/support/given.ts'

/** Where the sessions of all servers are. Each way has a function that gives the next server its store. */
export const placesOfSessions = {
  memory() {
    const store = sharedStore()
    return Promise.resolve(() => Promise.resolve<SessionStore>(store))
  },
  async Valkey() {
    const { url } = await givenServer()
    return () => givenStore({ url })
  },
}
