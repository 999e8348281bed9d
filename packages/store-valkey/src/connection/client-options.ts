import type { ConnectionOptions } from 'node:tls'
import type { RedisClientOptions, RedisFunctions, RedisModules, RedisScripts } from '@redis/client'
import type { Clock, Logger } from '@chat-transport/core'

/** What all connections of a store share. */
export interface ConnectionSetting {
  /** Of connections that begin with `rediss:`. */
  readonly tls: ConnectionOptions | undefined
  /** How long a server may be silent. */
  readonly timeoutMs: number
  readonly logger: Logger
  readonly clock: Clock
}

/** Options for a client that never sends a call twice, nor keeps one for later: what becomes of it would be unknown. */
export function clientOptions(url: string, setting: ConnectionSetting) {
  const { hostname, port } = new URL(url)
  const { socket, ...shared } = sharedOptions(url, setting)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return { ...shared, socket: { ...socket, host, port: Number(port || 6379) } }
}

/** The same without an address: for all servers of a cluster. */
export function sharedOptions(url: string, { tls, timeoutMs }: ConnectionSetting) {
  const { protocol, username, password, pathname } = new URL(url)
  const common = { connectTimeout: Math.ceil(timeoutMs / 2), socketTimeout: timeoutMs }
  return {
    RESP: 2,
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(pathname.length > 1 && { database: Number(pathname.slice(1)) }),
    socket: protocol === 'rediss:' ? { ...tls, ...common, tls: true as const } : common,
    disableOfflineQueue: true,
    // So that a silent server is noticed: the socket must not be idle.
    pingInterval: Math.max(1, Math.floor(timeoutMs / 3)),
    maintNotifications: 'disabled',
    disableClientInfo: true,
  } satisfies RedisClientOptions<RedisModules, RedisFunctions, RedisScripts, 2>
}

/** The address without what is secret in it. */
export const shown = (url: string): string => {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}
