import { valkeySessionStore, type ValkeySessionStoreOptions } from '@chat-transport/store-valkey'
import { onTestFinished } from 'vitest'
import { startCluster, startRedis, startReplica, type RedisServer } from './redis-server.ts'

/** A server that goes with the current test. */
export async function givenServer(settings: Readonly<Record<string, string>> = {}): Promise<RedisServer> {
  const server = await startRedis(settings)
  onTestFinished(() => server.close())
  return server
}

export async function givenReplica(primary: RedisServer, settings: Readonly<Record<string, string>> = {}) {
  const replica = await startReplica(primary, settings)
  onTestFinished(() => replica.close())
  return replica
}

export async function givenCluster(replicas = 0) {
  const cluster = await startCluster({}, replicas)
  onTestFinished(() => cluster.close())
  return cluster
}

/** A store that goes with the current test. */
export async function givenStore(options: ValkeySessionStoreOptions) {
  const store = await valkeySessionStore(options)
  onTestFinished(() => store.close())
  return store
}
