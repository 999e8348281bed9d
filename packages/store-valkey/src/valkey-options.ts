import type { ConnectionOptions } from 'node:tls'
import { knownOptions } from '@chat-transport/backend'
import { environmentGuards, guards, type Logger } from '@chat-transport/core'
import type { GivenClient } from './connection/given-client.ts'
import type { Sentinels } from './connection/sentinels.ts'

/** One of `url`, `sentinels`, `cluster` and `client` says where the server is. */
export interface ValkeySessionStoreOptions {
  /** The server: `redis://user:password@host:6379/0`, or `rediss://…` over TLS. */
  readonly url?: string
  /** Sentinels that know where the server is, also after a failover. */
  readonly sentinels?: Sentinels
  /** URLs of some servers of a cluster. The others are asked for; the user and the password of the first URL are for all. */
  readonly cluster?: readonly string[]
  /** A connected client, or cluster client, of `@redis/client` or `redis`. The store leaves it open. */
  readonly client?: GivenClient
  /** Certificates and the like, for URLs with `rediss:`. */
  readonly tls?: ConnectionOptions
  /**
   * What all keys begin with. Letters, digits and `-`, `_`, `.`, `:`.
   * @default 'chat:'
   */
  readonly prefix?: string
  /**
   * How many replicas must have a change before it is answered. With fewer after `durabilityTimeoutMs`, the call rejects.
   * @default 0
   */
  readonly replicas?: number
  /**
   * Whether a change must be on the disk of the primary, and on those of `replicas`, before it is answered. Needs Valkey, or Redis 7.2,
   * with "appendonly yes". With "appendfsync always" the disk of the primary has it without this.
   * @default false
   */
  readonly fsync?: boolean
  /**
   * How long replicas and disks are waited for. Below `timeoutMs`.
   * @default 2000
   */
  readonly durabilityTimeoutMs?: number
  /**
   * How long each round trip of a call may take, with what is tried again while a server is away. Then the call rejects.
   * @default 5000
   */
  readonly timeoutMs?: number
  /** Told of connections that are made and lost, and at the start of settings of the server that put sessions at risk. */
  readonly logger?: Logger
}

export const defaults = { prefix: 'chat:', replicas: 0, fsync: false, durabilityTimeoutMs: 2_000, timeoutMs: 5_000 }

const aUrl = guards.guard('a URL that begins with redis: or rediss:', (value) => {
  if (typeof value !== 'string' || !/^rediss?:\/\/[^/]/.test(value) || !URL.canParse(value)) return false
  return /^\/?\d*$/.test(new URL(value).pathname)
})
const urls = guards.guard(
  'a list of one or more URLs that begin with redis: or rediss:',
  (value) => Array.isArray(value) && value.length > 0 && value.every((each) => aUrl(each, '') === undefined),
)
const milliseconds = guards.wholeNumber(10, 600_000)

export const optionGuards = {
  url: guards.optional(aUrl),
  sentinels: guards.optional(knownOptions({ urls, primary: aUrl })),
  cluster: guards.optional(urls),
  client: guards.optional(
    guards.guard(
      'a client or a cluster client of @redis/client (of sentinels, give `sentinels`)',
      (value) =>
        guards.methods('sendCommand', 'on', 'duplicate')(value, '') === undefined &&
        guards.methods('acquire')(value, '') !== undefined,
    ),
  ),
  tls: guards.optional(guards.object),
  prefix: guards.optional(
    guards.guard('letters, digits, or - _ . :', (value) => typeof value === 'string' && /^[\w.:-]{1,100}$/.test(value)),
  ),
  replicas: guards.optional(guards.wholeNumber(0, 100)),
  fsync: guards.optional(guards.boolean),
  durabilityTimeoutMs: guards.optional(milliseconds),
  timeoutMs: guards.optional(milliseconds),
  logger: environmentGuards.logger,
}

/** What the guards of single options cannot see. */
export function checkTogether(options: ValkeySessionStoreOptions): void {
  const given = (['url', 'sentinels', 'cluster', 'client'] as const).filter((name) => options[name] !== undefined)
  if (given.length !== 1)
    throw new TypeError(
      `valkeySessionStore options: expected one of url, sentinels, cluster and client, got ${given.join(' and ') || 'none'}`,
    )
  const { durabilityTimeoutMs, timeoutMs } = { ...defaults, ...options }
  if (options.replicas || options.fsync)
    if (durabilityTimeoutMs >= timeoutMs)
      throw new RangeError(
        `valkeySessionStore durabilityTimeoutMs: expected less than timeoutMs, which is ${timeoutMs}, got ${durabilityTimeoutMs}`,
      )
}
