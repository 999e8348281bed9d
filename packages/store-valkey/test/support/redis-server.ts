import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createClient } from '@redis/client'

/** A `redis-server` (or `valkey-server`) of a test: on a free port, with its files in a folder of its own. */
export interface RedisServer {
  readonly url: string
  readonly port: number
  readonly process: ChildProcess
  /** What the server answers to a command. */
  command(...args: readonly string[]): Promise<unknown>
  /** Ends the process as a crash does. Resolves when it has ended. */
  kill(): Promise<void>
  /** Starts it anew after it has ended, on its port, with its files. */
  restart(): Promise<void>
  /** Ends it, and removes its files. */
  close(): Promise<void>
}

/** The program to run. `REDIS_SERVER_BIN` names another one, such as `valkey-server`. */
export const program = process.env['REDIS_SERVER_BIN'] ?? 'redis-server'
const cli = process.env['REDIS_CLI_BIN'] ?? 'redis-cli'

export const isRedisInstalled = spawnSync(program, ['--version']).status === 0

/** No snapshots, and replicas that need not wait for more of them to come, nor long for the first thing that they are sent. */
const quick = { save: '', 'repl-diskless-sync-delay': '0', 'repl-ping-replica-period': '1' }

/** Starts a server with these settings, such as `{ appendonly: 'yes' }`. Resolves when it answers. */
export async function startRedis(
  settings: Readonly<Record<string, string>> = {},
  directory = tmpdir(),
): Promise<RedisServer> {
  const folder = mkdtempSync(join(directory, 'chat-valkey-'))
  const port = await freePort()
  const { requirepass } = settings
  const url = `redis://${requirepass === undefined ? '' : `:${encodeURIComponent(requirepass)}@`}127.0.0.1:${port}`
  const all = { port: String(port), bind: '127.0.0.1', dir: folder, ...quick, ...settings }
  const start = async () => {
    const child = spawn(
      program,
      Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]),
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    )
    const failed = once(child, 'error').then(([error]) => {
      throw new Error(`${program} cannot be run. Install it (Debian: apt-get install redis-server)`, { cause: error })
    })
    try {
      await Promise.race([answers(url), failed])
      return child
    } catch (cause) {
      child.kill('SIGKILL')
      throw cause
    }
  }
  let child = await start()
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
  return {
    url,
    port,
    get process() {
      return child
    },
    command: (...args) => askServer(url, args),
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGKILL')
      child = await start()
    },
    async close() {
      await end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A replica of the server. Resolves when it is up to date. */
export async function startReplica(primary: RedisServer, settings: Readonly<Record<string, string>> = {}) {
  const replica = await startRedis({ ...settings, replicaof: `127.0.0.1 ${primary.port}` })
  for (const server of [replica, primary])
    await until(async () => isReplicating(String(await server.command('INFO', 'replication')), 1))
  return replica
}

/** A cluster of three primaries, each with so many replicas. Resolves when all agree. */
export async function startCluster(settings: Readonly<Record<string, string>> = {}, replicas = 0) {
  const common = { 'cluster-enabled': 'yes', ...settings }
  const servers = await Promise.all(Array.from({ length: 3 + 3 * replicas }, () => startRedis(common)))
  const close = async () => void (await Promise.all(servers.map((server) => server.close())))
  const addresses = servers.map(({ port }) => `127.0.0.1:${port}`)
  const shape = ['--cluster-replicas', String(replicas), '--cluster-yes']
  try {
    await promisify(execFile)(cli, ['--cluster', 'create', ...addresses, ...shape], { timeout: 30_000 })
    for (const server of servers) {
      // Not before they have met: on a busy machine that takes longer.
      await server.command('CONFIG', 'SET', 'cluster-node-timeout', '3000')
      await until(async () => /cluster_state:ok/.test(String(await server.command('CLUSTER', 'INFO'))))
      await until(async () => isReplicating(String(await server.command('INFO', 'replication')), replicas))
    }
  } catch (cause) {
    await close()
    throw cause
  }
  return {
    servers,
    urls: servers.map(({ url }) => url),
    close,
  }
}

/**
 * Whether a primary has its replicas, or a replica its primary. A replica that has just come is sent nothing before it has acknowledged what
 * it has, which takes a second; until then its offset is 0.
 */
const isReplicating = (info: string, replicas: number): boolean =>
  info.includes('role:master')
    ? info.split(/state=online,offset=[1-9]/).length > replicas
    : info.includes('master_link_status:up')

export type RedisCluster = Awaited<ReturnType<typeof startCluster>>

const firstPort = 10_000
const portsAbove = 10_000
const given = new Set<number>()

/** A port that nobody uses, also not 10,000 above, where a cluster talks. Both are below those that the system gives to connections. */
export async function freePort(): Promise<number> {
  const port = firstPort + Math.floor(12_000 * Math.random())
  if (given.has(port) || !(await isFree(port)) || !(await isFree(port + portsAbove))) return freePort()
  given.add(port)
  return port
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}

/** What a server answers to one command, over a connection of its own. */
export async function askServer(url: string, args: readonly string[]): Promise<unknown> {
  const client = createClient({ url, socket: { reconnectStrategy: false }, disableClientInfo: true })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await client.sendCommand([...args])
  } finally {
    if (client.isOpen) client.destroy()
  }
}

const answers = (url: string) => until(async () => (await askServer(url, ['PING'])) === 'PONG')

/** Asks again and again, for ten seconds at most. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000
  let last: unknown
  while (Date.now() < end) {
    try {
      if (await condition()) return
    } catch (cause) {
      last = cause
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('what was waited for has not come', { cause: last })
}
