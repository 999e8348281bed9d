import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memorySessionStore, type SessionStore } from '@chat-transport/backend'
import { sqliteSessionStore } from '@chat-transport/store-sqlite'
import { valkeySessionStore } from '@chat-transport/store-valkey'
import { expect, onTestFinished, test } from 'vitest'
import { isRedisInstalled, startRedis } from '../../../packages/store-valkey/test/support/redis-server.ts'
import { wholeNumber } from '../support/whole-number.ts'
import { measureAppends, type AppendRate } from './append-rate.ts'

/** What `npm run measure -- --stores` was told (it sets the environment). In the whole test run it is a glance. */
const { STORES_SECONDS, STORES_DIRECTORY = tmpdir() } = process.env
const seconds = STORES_SECONDS === undefined ? 0.3 : wholeNumber('--seconds', STORES_SECONDS)
const writers = [1, 10, 100]

test(
  'the events that are kept in a second, in memory and on the disk',
  { timeout: 60_000 + 20_000 * seconds },
  async () => {
    const folder = mkdtempSync(join(STORES_DIRECTORY, 'chat-stores-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const sqlite = await sqliteSessionStore({ file: join(folder, 'chats.db') })
    onTestFinished(() => sqlite.close())
    const stores = new Map<string, SessionStore>([
      ['memory', memorySessionStore()],
      ['SQLite, synced', sqlite],
    ])
    if (isRedisInstalled) {
      stores.set('Valkey', await onValkey({ appendonly: 'yes', appendfsync: 'everysec' }))
      stores.set('Valkey, synced', await onValkey({ appendonly: 'yes', appendfsync: 'always' }))
    } else console.log('  Valkey is left out: there is no redis-server')
    const rates = new Map<string, AppendRate[]>()
    for (const [name, store] of stores)
      for (const count of writers)
        rates.set(name, [...(rates.get(name) ?? []), await measureAppends(store, count, seconds)])
    console.log([...rates].flatMap(([name, each]) => each.map((rate) => inARow(name, rate))).join('\n'))

    const [alone, , together] = rates.get('SQLite, synced') ?? []
    // Writers share syncs: a hundred get more out of the disk than one.
    expect(Number(together?.perSecond)).toBeGreaterThan(Number(alone?.perSecond))
  },
)

/** A store on a server of its own, with its files where all stores have theirs. */
async function onValkey(settings: Readonly<Record<string, string>>): Promise<SessionStore> {
  const server = await startRedis(settings, STORES_DIRECTORY)
  const store = await valkeySessionStore({ url: server.url })
  onTestFinished(async () => {
    await store.close()
    await server.close()
  })
  return store
}

const inARow = (name: string, { writers: count, perSecond, medianMs, slowMs, blockedMs }: AppendRate) =>
  `  ${name.padEnd(14)}  ${String(count).padStart(3)} writers  ${Math.round(perSecond).toLocaleString('en').padStart(9)} events/s` +
  `  median ${medianMs.toFixed(2).padStart(6)} ms  99 % within ${slowMs.toFixed(2).padStart(6)} ms` +
  `  event loop blocked ${blockedMs.toFixed(1).padStart(5)} ms at most`
