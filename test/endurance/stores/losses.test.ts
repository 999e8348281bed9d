import { valkeySessionStore } from '@chat-transport/store-valkey'
import { expect, onTestFinished, test } from 'vitest'
import { isRedisInstalled, startRedis, startReplica } from '../../../packages/store-valkey/test/support/redis-server.ts'
import { message, start, transcript } from '../../support/store-samples.ts'
import { startWriters } from '../../../packages/store-valkey/test/support/writers.ts'

const sessions = Array.from({ length: 20 }, (_, place) => `session-${place}`)

/** How long before the server is killed its replica has lost the connection to it. */
const cutOffMs = 200

/** What is asked of the server, and of the store. */
interface Durability {
  readonly name: string
  readonly appendonly: 'yes' | 'no'
  readonly appendfsync: 'always' | 'everysec'
  readonly replicas: number
  /** Whether nothing may be lost: when the server is started again, and when its replica takes its place. */
  readonly isKept: { readonly restarted: boolean; readonly failedOver: boolean }
}

const all: readonly Durability[] = [
  {
    name: 'appendonly no',
    appendonly: 'no',
    appendfsync: 'everysec',
    replicas: 0,
    isKept: { restarted: false, failedOver: false },
  },
  {
    name: 'appendfsync everysec',
    appendonly: 'yes',
    appendfsync: 'everysec',
    replicas: 0,
    isKept: { restarted: true, failedOver: false },
  },
  {
    name: 'appendfsync always',
    appendonly: 'yes',
    appendfsync: 'always',
    replicas: 0,
    isKept: { restarted: true, failedOver: false },
  },
  {
    name: 'appendfsync everysec, replicas: 1',
    appendonly: 'yes',
    appendfsync: 'everysec',
    replicas: 1,
    isKept: { restarted: true, failedOver: true },
  },
]

test.runIf(isRedisInstalled)(
  'of what was acknowledged, this is lost when the server is killed',
  { timeout: 120_000 },
  async () => {
    for (const durability of all) {
      const { name, isKept } = durability
      const { restarted, failedOver, acknowledged } = await losses(durability)
      console.log(
        `  ${name.padEnd(34)} of ${String(acknowledged).padStart(6)} events, lost when started again ${String(restarted).padStart(6)}` +
          `, when a replica takes its place that was cut off ${cutOffMs} ms before ${String(failedOver).padStart(6)}`,
      )
      expect(acknowledged).toBeGreaterThan(0)
      if (isKept.restarted) expect([name, restarted]).toEqual([name, 0])
      if (isKept.failedOver) expect([name, failedOver]).toEqual([name, 0])
    }
  },
)

/** Kills the server among writers, and counts what is missing in its replica, and in itself when it is started again. */
async function losses({ appendonly, appendfsync, replicas }: Durability) {
  const server = await startRedis({ appendonly, appendfsync })
  const replica = await startReplica(server)
  onTestFinished(async () => {
    await replica.close()
    await server.close()
  })
  const store = await valkeySessionStore({
    url: server.url,
    replicas,
    timeoutMs: 1_000,
    durabilityTimeoutMs: 500,
  })
  for (const id of sessions) await start(store, id)
  const writers = startWriters(store, sessions, 'w')
  await expect.poll(() => writers.acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(5_000)
  await replica.command('REPLICAOF', 'NO', 'ONE')
  await new Promise((resolve) => setTimeout(resolve, cutOffMs))
  await server.kill()
  await writers.stop()
  await store.close()
  const { acknowledged } = writers

  const failedOver = await missing(replica.url, acknowledged)
  await server.restart()
  const restarted = await missing(server.url, acknowledged)
  return { acknowledged: acknowledged.length, failedOver, restarted }
}

async function missing(url: string, acknowledged: ReturnType<typeof startWriters>['acknowledged']): Promise<number> {
  const store = await valkeySessionStore({ url })
  const kept = new Set<string>()
  for (const id of sessions) for (const { json } of await transcript(store, id)) kept.add(json)
  await store.close()
  return acknowledged.filter(({ commandId }) => !kept.has(message(commandId).json)).length
}
