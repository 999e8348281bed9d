import {
  checkServerOptions,
  noRoomFor,
  warningLogger,
  wrapStore,
  type SessionBus,
  type SessionStore,
  type StoreExpiry,
} from '@chat-transport/backend'
import { guardedLogger, systemClock } from '@chat-transport/core'
import { ValkeyBus } from './bus/valkey-bus.ts'
import { checkServer } from './connection/check-server.ts'
import type { ConnectionSetting } from './connection/client-options.ts'
import { ClusterConnection, connectCluster } from './connection/cluster-connection.ts'
import { isOutOfMemory, type Connection, type PrimaryNode } from './connection/connection.ts'
import { givenConnection } from './connection/given-client.ts'
import { ScriptRunner } from './connection/script-runner.ts'
import { findBySentinels } from './connection/sentinels.ts'
import { SingleConnection } from './connection/single-connection.ts'
import { scriptsFor } from './scripts/scripts.ts'
import { Keys } from './sessions/keys.ts'
import { SessionIndex } from './sessions/session-index.ts'
import { ValkeySessions } from './sessions/valkey-sessions.ts'
import { OpenCalls } from './sessions/open-calls.ts'
import { checkTogether, defaults, optionGuards, type ValkeySessionStoreOptions } from './valkey-options.ts'
import type { RunScript } from './sessions/run-script.ts'

/** A store that outlives its process, and that of any one server. */
export interface ValkeySessionStore extends SessionStore {
  readonly expiry: StoreExpiry
  readonly bus: SessionBus
  /** Finishes the calls under way, and closes the connections. Later calls reject. */
  close(): Promise<void>
}

/**
 * Connects to a store that keeps its sessions in Valkey or Redis. A call that rejects may have been carried out, unless it rejects with a
 * `ChatRefusal`; it takes `timeoutMs` at most. Rejects with a `TypeError` or `RangeError` that names a bad option, and with an error
 * that says what to do if the server cannot be reached, is too old, or would lose sessions.
 */
export async function valkeySessionStore(options: ValkeySessionStoreOptions): Promise<ValkeySessionStore> {
  checkServerOptions('valkeySessionStore', options, optionGuards)
  checkTogether(options)
  const settings = { ...defaults, ...options }
  const setting: ConnectionSetting = {
    tls: options.tls,
    timeoutMs: settings.timeoutMs,
    logger: guardedLogger(options.logger ?? warningLogger),
    clock: systemClock,
  }
  const connection = connectionTo(options, setting)
  try {
    return await openStore(connection, settings, setting)
  } catch (cause) {
    connection.close()
    throw cause
  }
}

function connectionTo(options: ValkeySessionStoreOptions, setting: ConnectionSetting): Connection {
  const { url, sentinels, cluster, client } = options
  if (client) return givenConnection(client, setting.logger)
  if (cluster) return new ClusterConnection(() => connectCluster(cluster, setting))
  if (sentinels) return new SingleConnection(findBySentinels(sentinels, setting), setting)
  return new SingleConnection(() => Promise.resolve(url ?? ''), setting)
}

async function primariesOf(connection: Connection) {
  try {
    return await connection.primaries()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`Valkey cannot be reached: ${why}. See that it runs, and that its address and password are right`, {
      cause,
    })
  }
}

type Settings = typeof defaults & ValkeySessionStoreOptions

async function openStore(
  connection: Connection,
  settings: Settings,
  { clock, logger }: ConnectionSetting,
): Promise<ValkeySessionStore> {
  const { prefix, replicas, fsync, durabilityTimeoutMs, timeoutMs } = settings
  const facts = await Promise.all((await primariesOf(connection)).map((node) => checkServer(node, { fsync, logger })))
  const isCluster = facts.some((each) => each.isCluster)
  if (isCluster && settings.cluster === undefined && !isClusterClient(settings.client))
    throw new Error('the server is part of a cluster. Give its URL as `cluster: [url]`')
  const durability = replicas > 0 || fsync ? { replicas, fsync, timeoutMs: durabilityTimeoutMs } : undefined
  const runner = new ScriptRunner(connection, { timeoutMs, durability, clock })
  const scripts = scriptsFor({ prefix, isCluster })
  const keys = new Keys(prefix)
  const run: RunScript = (name, call) => runner.run(scripts[name], { ...call, ...syncOf(keys, call.keys[0]) })
  const confirm = durability && ((node: PrimaryNode, channel: string) => runner.confirm(node, keys.syncOf(channel)))
  const bus = new ValkeyBus({ connection, keys, timeoutMs, clock, logger, ...(confirm && { confirm }) })
  await bus.open()
  const sessions = new ValkeySessions({ keys, run, index: isCluster ? new SessionIndex(run, clock) : undefined })
  const calls = new OpenCalls()
  return {
    ...refusingStore(sessions, calls),
    bus,
    async close() {
      await calls.close()
      bus.close()
      connection.close()
    },
  }
}

const isClusterClient = (client: object | undefined) => client !== undefined && 'getNodeClientForKey' in client

const syncOf = (keys: Keys, key = '') => (keys.isInBucket(key) ? { syncKey: keys.syncOf(key) } : {})

/** Says of what the server has no memory for that nothing was kept of it. */
function refusingStore(sessions: ValkeySessions, calls: OpenCalls): SessionStore & { readonly expiry: StoreExpiry } {
  return wrapStore(sessions, async (call, run) => {
    try {
      return await calls.during(run)
    } catch (cause) {
      throw isOutOfMemory(cause) ? noRoomFor(call, noRoom) : cause
    }
  })
}

const noRoom = 'the session store has no memory left on its server'
