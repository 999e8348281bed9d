import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { SessionStore } from '@chat-transport/backend'
import { valkeySessionStore, type ValkeySessionStore } from '@chat-transport/store-valkey'
import { describeAgentsAtSeveralBackEnds } from '../../backend/test/support/agents-at-several-back-ends.ts'
import { heardAtWill } from '../../backend/test/support/heard-at-will.ts'
import { describeSeveralBackEnds } from '../../backend/test/support/several-back-ends.ts'
import { placeStores } from '../../backend/test/support/two-back-ends.ts'
import { listening } from './support/recording-listener.ts'
import { startRedis, until, type RedisServer } from './support/redis-server.ts'

let server: RedisServer
let stores: readonly ValkeySessionStore[] = []
let tests = 0
let turns = 0
beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.close())

beforeEach(async () => {
  const prefix = `test-${++tests}:`
  stores = await Promise.all([1, 2].map(() => valkeySessionStore({ url: server.url, prefix })))
})
afterEach(async () => {
  for (const store of stores) await store.close()
})

/** Each store tells all of them something, after all that it has told before. */
async function arrived(): Promise<void> {
  const session = `nobody’s ${++turns}`
  const ears = await Promise.all(stores.map((store) => listening(store, session)))
  for (const store of stores) store.bus.tell(session, `of store ${stores.indexOf(store)}`)
  await until(() => Promise.resolve(ears.every(({ heard }) => heard.length === stores.length)))
  for (const { stop } of ears) stop()
}

placeStores({
  stores() {
    const { connection, ...hearing } = heardAtWill()
    const [one, other] = stores.map((store) => connection<SessionStore>(store))
    if (!one || !other) throw new Error('two stores are open')
    return { one, other, hearing }
  },
  arrived,
})

describeSeveralBackEnds()
describeAgentsAtSeveralBackEnds()
