import { afterAll, beforeAll } from 'vitest'
import { askServer, startRedis } from './support/redis-server.ts'
import { storeConforms } from './support/store-conforms.ts'

/** A server that is there for tests, in place of one that is started here. Its other clients are cut off. */
const given = process.env['VALKEY_URL']
let url: string
let close: () => Promise<void>
beforeAll(async () => {
  if (given === undefined) ({ url, close } = await startRedis())
  else url = given
})
afterAll(() => close?.())

storeConforms({
  name: 'a store on one server',
  server: () => ({ url }),
  cutOff: async () => void (await askServer(url, ['CLIENT', 'KILL', 'TYPE', 'normal'])),
})
