import type { Logger } from '@chat-transport/core'
import type { Node } from './connection.ts'

/** What a server says of itself that matters here. */
export interface ServerFacts {
  readonly isCluster: boolean
}

interface Wanted {
  readonly fsync: boolean
  readonly logger: Logger
}

type Info = ReadonlyMap<string, string>

/** Rejects if the server cannot keep sessions, and warns of what puts them at risk. Says what to do about it. */
export async function checkServer(node: Node, { fsync, logger }: Wanted): Promise<ServerFacts> {
  const info = read(String(await node.sendCommand(['INFO', 'everything'])))
  checkVersion(info, fsync)
  checkMemory(info, logger)
  checkLog(info, fsync, logger)
  return { isCluster: info.get('cluster_enabled') === '1' }
}

function checkVersion(info: Info, fsync: boolean): void {
  const version = info.get('valkey_version') ?? info.get('redis_version')
  const server = `the server is ${info.has('valkey_version') ? 'Valkey' : 'Redis'} ${version}`
  // Of Valkey, this is the version of Redis that it can stand in for.
  const [major = 0, minor = 0] = (info.get('redis_version') ?? '').split('.').map(Number)
  if (major < 7) throw new Error(`${server}. Chat sessions need Valkey, or Redis 7 or newer, for their scripts`)
  if (fsync && major === 7 && minor < 2)
    throw new Error(
      `${server}, which cannot be waited for until its disk has what was said. Use Valkey, or Redis 7.2 or newer; or leave \`fsync\` ` +
        'out, and set "appendfsync always" at the server',
    )
}

function checkMemory(info: Info, logger: Logger): void {
  const policy = info.get('maxmemory_policy')
  if (policy?.startsWith('allkeys'))
    throw new Error(
      `the server removes chat sessions when its memory is full (maxmemory-policy ${policy}). Set "maxmemory-policy noeviction": then ` +
        'starts and messages are refused instead, until sessions have expired',
    )
  if (info.get('maxmemory') === '0')
    logger.warn('valkey: the server has no "maxmemory": when the memory of its machine is full, the system ends it')
}

function checkLog(info: Info, fsync: boolean, logger: Logger): void {
  if (info.get('aof_enabled') === '1') return
  if (fsync) throw new Error('the server writes no log that `fsync` could wait for. Set "appendonly yes"')
  logger.warn('valkey: the server has "appendonly no": what was said since its last snapshot is lost when it ends')
}

/** `name:value`, a line each. */
function read(text: string): Info {
  const lines = [...text.matchAll(/^(\w+):(.*?)\r?$/gm)]
  return new Map(lines.map(([, name = '', value = '']) => [name, value]))
}
