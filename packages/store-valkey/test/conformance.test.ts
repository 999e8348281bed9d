import { afterAll, beforeAll } from 'vitest'
import { startRedis, type RedisServer } from './support/redis-server.ts'
import { storeConforms } from './support/store-conforms.ts'

let server: RedisServer
beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.close())

storeConforms({
  name: 'a store on one server',
  server: () => ({ url: server.url }),
  cutOff: async () => void (await server.command('CLIENT', 'KILL', 'TYPE', 'normal')),
})
