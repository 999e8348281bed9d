import { setTimeout as pass } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import {
  startRedis,
  startReplica,
  until,
  type RedisServer,
} from '../../../../packages/store-valkey/test/support/redis-server.ts'
import { startSentinel, type Sentinel } from '../../../../packages/store-valkey/test/support/sentinel.ts'

/** What the sentinels know the group by. */
export const primaryUrl = 'redis://chat'

/** A primary with its replicas, and three sentinels that watch over them. */
export interface ValkeyGroup {
  readonly sentinels: readonly Sentinel[]
  readonly servers: readonly RedisServer[]
  /**
   * Kills the primary (`kill -9`) when its replicas have not heard of it for `lagMs`. Resolves when a replica has taken its place; the killed
   * one comes back as a replica.
   */
  failOver(lagMs: number): Promise<void>
  /**
   * Stops the primary in its tracks until a replica has taken its place. Then it goes on, and takes itself for the primary until the
   * sentinels find out. `goesOn`: as soon as it has a successor, or only when the other replicas follow that one.
   */
  freeze(goesOn: 'replaced' | 'left'): Promise<void>
  /** Resolves when all replicas have what the primary has: a failover before may lose everything, whatever is set. */
  whole(): Promise<void>
}

const quorum = 2

/** Goes with the current test. */
export async function startValkeyGroup(options: {
  readonly replicas: number
  readonly appendfsync: string
}): Promise<ValkeyGroup> {
  const settings = { appendonly: 'yes', appendfsync: options.appendfsync }
  const primary = await startRedis(settings)
  onTestFinished(() => primary.close())
  const replicas: RedisServer[] = []
  for (let count = 0; count < options.replicas; count++) {
    const replica = await startReplica(primary, settings)
    onTestFinished(() => replica.close())
    replicas.push(replica)
  }
  const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(primary, replicas.length, quorum)))
  for (const sentinel of sentinels) onTestFinished(() => sentinel.close())
  const servers = [primary, ...replicas]

  const portsOfPrimary = async () => new Set(await Promise.all(sentinels.map((sentinel) => sentinel.primaryPort())))
  const current = async () => {
    const [port, ...others] = await portsOfPrimary()
    const server = servers.find((each) => each.port === port)
    if (!server || others.length > 0) throw new Error('the sentinels do not agree about the primary')
    return server
  }
  const replicasOnline = async () => {
    const info = String(await (await current()).command('INFO', 'replication'))
    return info.split(/state=online,offset=[1-9]/).length - 1
  }
  return {
    sentinels,
    servers,
    async failOver(lagMs) {
      const killed = await current()
      const others = servers.filter((server) => server !== killed)
      for (const replica of others) await replica.command('REPLICAOF', '127.0.0.1', '1')
      await pass(lagMs)
      await killed.kill()
      await until(async () => (await current()) !== killed)
      await killed.restart()
    },
    async freeze(goesOn) {
      const frozen = await current()
      frozen.process.kill('SIGSTOP')
      await until(async () => (await current()) !== frozen)
      if (goesOn === 'left') await until(async () => (await replicasOnline()) === replicas.length - 1)
      frozen.process.kill('SIGCONT')
    },
    whole: () => until(async () => (await replicasOnline()) === replicas.length),
  }
}
