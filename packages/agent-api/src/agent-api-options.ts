import type { IncomingMessage } from 'node:http'
import { checkServerOptions, givenOptions, warningLogger, type ChatBackend } from '@chat-transport/backend'
import {
  checkArgument,
  environmentGuards,
  guardedLogger,
  guards,
  systemClock,
  type Clock,
  type Logger,
} from '@chat-transport/core'
import type { AuthenticateAgent, GatekeeperOptions } from './access/gatekeeper.ts'
import { KnownTokens, tokenOptions, type TokenOptions } from './access/known-tokens.ts'
import type { ApiSettings } from './serving/api-host.ts'

/** What `createAgentApi` takes. */
export interface AgentApiOptions {
  /** The back end whose sessions are served: `chat.backend` of a chat server. */
  readonly backend: ChatBackend
  /** @default [] */
  readonly tokens?: readonly TokenOptions[]
  /** Asked for tokens that are not among `tokens`. It has 10 s; when it fails, the answer is 503. */
  readonly authenticate?: AuthenticateAgent
  /** @default '/agent/v1' */
  readonly path?: string
  /**
   * The origins of pages that may use the API besides its own, such as `'https://desk.example'`.
   * @default []
   */
  readonly allowedOrigins?: readonly string[]
  /**
   * How many requests and calls a second one token may make. One second's worth may come at once; beyond it, 429.
   * @default 50
   */
  readonly requestsPerSecond?: number
  /**
   * How many feeds and waiting requests one token may have open.
   * @default 20
   */
  readonly feedsPerToken?: number
  /**
   * How much may wait for a consumer that is slow, in bytes. Beyond it the feed waits.
   * @default 262_144
   */
  readonly maxBufferBytes?: number
  /**
   * How long a consumer may take nothing of it, in milliseconds. Then its feed is closed.
   * @default 30_000
   */
  readonly slowConsumerTimeoutMs?: number
  /**
   * How long the body of a request may take, in milliseconds; files excepted. One that brings at least 512 bytes a second has longer.
   * @default 10_000
   */
  readonly bodyTimeoutMs?: number
  /**
   * How long `close()` waits for consumers to answer before it cuts them off, in milliseconds.
   * @default 2_000
   */
  readonly closeTimeoutMs?: number
  /**
   * Tells the address of a client, by which wrong tokens are counted. Behind a proxy give the one that your proxy has seen.
   * @default the address of the socket
   */
  readonly clientAddress?: (request: IncomingMessage) => string | undefined
  /** @default warnings and errors, on the console */
  readonly logger?: Logger
  /** @default the system's */
  readonly clock?: Clock
}

const { guard, list, methods, optional, wholeNumber } = guards
const isPath = (value: unknown) => typeof value === 'string' && /^(\/[\w.~-]+)+$/.test(value)
const isOrigin = (value: unknown) => typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value
const optionGuards = {
  backend: methods('onSession', 'sessions', 'findSession'),
  tokens: optional(list(tokenOptions)),
  authenticate: optional(guards.aFunction),
  path: optional(guard("a path that begins with a slash and ends without one, such as '/agent/v1'", isPath)),
  allowedOrigins: optional(list(guard("an origin such as 'https://desk.example'", isOrigin))),
  requestsPerSecond: optional(wholeNumber(1, 1_000_000)),
  feedsPerToken: optional(wholeNumber(1, 100_000)),
  maxBufferBytes: optional(wholeNumber(1_024, 2 ** 30)),
  slowConsumerTimeoutMs: optional(wholeNumber(1, 3_600_000)),
  bodyTimeoutMs: optional(wholeNumber(1, 3_600_000)),
  closeTimeoutMs: optional(wholeNumber(0, 3_600_000)),
  clientAddress: optional(guards.aFunction),
  logger: environmentGuards.logger,
  clock: environmentGuards.clock,
} satisfies Record<keyof AgentApiOptions, guards.Guard>

const defaults = Object.freeze({
  tokens: [],
  path: '/agent/v1',
  allowedOrigins: [],
  requestsPerSecond: 50,
  feedsPerToken: 20,
  maxBufferBytes: 256 * 1024,
  slowConsumerTimeoutMs: 30_000,
  bodyTimeoutMs: 10_000,
  closeTimeoutMs: 2_000,
  clientAddress: ({ socket }: IncomingMessage) => socket.remoteAddress,
  logger: warningLogger,
  clock: systemClock,
} satisfies Omit<Required<AgentApiOptions>, 'backend' | 'authenticate'>)

/** What is around a message in its request. */
const aroundMessageBytes = 4_096
/** Room for the cursors of 50,000 sessions. */
const feedBodyBytes = 4 * 1024 * 1024

/** Merges the options with their defaults. Throws a `TypeError` or `RangeError` that names a bad one. */
export function resolveOptions(options: AgentApiOptions): {
  readonly settings: ApiSettings
  readonly access: GatekeeperOptions
} {
  checkServerOptions('createAgentApi', options, optionGuards)
  const { tokens, authenticate, backend, ...given } = { authenticate: undefined, ...defaults, ...givenOptions(options) }
  const someAccess = guard(
    'tokens or authenticate, since nobody could use the API',
    () => tokens.length > 0 || !!authenticate,
  )
  checkArgument('createAgentApi options', options, someAccess)
  const logger = guardedLogger(given.logger)
  const { clock, clientAddress, requestsPerSecond, feedsPerToken } = given
  return {
    settings: {
      path: given.path,
      allowedOrigins: new Set(given.allowedOrigins),
      maxBodyBytes: backend.limits.maxMessageBytes + aroundMessageBytes,
      maxFeedBodyBytes: feedBodyBytes,
      bodyTimeoutMs: given.bodyTimeoutMs,
      closeTimeoutMs: given.closeTimeoutMs,
      maxBufferBytes: given.maxBufferBytes,
      slowConsumerTimeoutMs: given.slowConsumerTimeoutMs,
      clock,
      logger,
    },
    access: {
      tokens: new KnownTokens(tokens),
      authenticate,
      addressOf: clientAddress,
      requestsPerSecond,
      maxFeeds: feedsPerToken,
      clock,
      logger,
    },
  }
}
