import { afterAll, beforeAll } from 'vitest'
import { startCluster, type RedisCluster } from './support/redis-server.ts'
import { storeConforms } from './support/store-conforms.ts'

let cluster: RedisCluster
beforeAll(async () => {
  cluster = await startCluster()
}, 60_000)
afterAll(() => cluster.close())

storeConforms({
  name: 'a store on a cluster',
  server: () => ({ cluster: cluster.urls }),
  cutOff: async () => {
    await Promise.all(cluster.servers.map((server) => server.command('CLIENT', 'KILL', 'TYPE', 'normal')))
  },
})
