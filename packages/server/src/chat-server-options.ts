import {
  checkOptions,
  environmentGuards,
  guardedLogger,
  guards,
  silentLogger,
  systemClock,
  type Clock,
  type Logger,
  type ServerLimits,
} from '@chat-transport/core'
import { messagesPerCommand, type MessageRate } from './line/message-budget.ts'
import { createOriginPolicy, type AllowedOrigins, type OriginPolicy } from './http/origin-policy.ts'

/** The part of the server's options that is about its fronts. */
export interface FrontOptions {
  /**
   * Where the chat is served: this path and everything below it.
   * @default '/cometd'
   */
  readonly path?: string
  /**
   * The pages that may use the server, besides those of its own origin.
   * @default [] (the server's own origin only)
   */
  readonly allowedOrigins?: AllowedOrigins
  /**
   * How long an idle `/meta/connect` is held, in milliseconds: the heartbeat that clients rely on. 10 s at most.
   * @default 10_000
   */
  readonly heartbeatMs?: number
  /**
   * How long a client may be away before its line counts as lost: from opening a socket to its handshake, and from one
   * `/meta/connect` reply to the next request. While the server does not read it, it is not away. In milliseconds.
   * @default 10_000
   */
  readonly absenceTimeoutMs?: number
  /**
   * The largest frame or request body accepted, in bytes. Larger ones end their line; commands larger than the back end
   * takes, but within this, are answered with error 3.
   * @default 262_144
   */
  readonly maxFrameBytes?: number
  /**
   * How many Bayeux messages a second are taken from one line; beyond that it is read more slowly. One second's worth may
   * come at once. A frame counts as one message for each 8 kB, if that is more than it holds, and a handshake by
   * long-polling as five, on its TCP connection. Commands have a limit of their own, the back end's.
   * @default 5 × the back end's limits.commandsPerSecond
   */
  readonly messagesPerSecond?: number
  /**
   * How many lines may be open together, over either transport; and how many requests that belong to none. Further ones
   * are answered 503.
   * @default 10_000
   */
  readonly maxConnections?: number
  /**
   * How long `close()` lets clients read their last frames, and a store or a hook answer, before it cuts them off.
   * In milliseconds.
   * @default 2_000
   */
  readonly closeTimeoutMs?: number
  /** @default silent */
  readonly logger?: Logger
  /** @default the system's */
  readonly clock?: Clock
}

/** The options as the fronts use them: complete and checked. */
export interface FrontSettings extends Required<Omit<FrontOptions, 'allowedOrigins'>>, MessageRate {
  readonly isAllowedOrigin: OriginPolicy
}

const defaults = Object.freeze({
  path: '/cometd',
  allowedOrigins: [],
  heartbeatMs: 10_000,
  absenceTimeoutMs: 10_000,
  maxFrameBytes: 256 * 1024,
  maxConnections: 10_000,
  closeTimeoutMs: 2_000,
  logger: silentLogger,
  clock: systemClock,
} satisfies Required<Omit<FrontOptions, 'messagesPerSecond'>>)

const leastBytesPerMessage = 8 * 1024

const { guard, optional, wholeNumber } = guards
const isPath = (value: unknown) => typeof value === 'string' && /^(\/[\w.~-]+)+$/.test(value)
const optionGuards = {
  path: optional(guard("a path that begins with a slash and ends without one, such as '/cometd'", isPath)),
  heartbeatMs: optional(wholeNumber(1, 10_000)),
  absenceTimeoutMs: optional(wholeNumber(1, 3_600_000)),
  maxFrameBytes: optional(wholeNumber(1_024, 16 * 1024 * 1024)),
  messagesPerSecond: optional(wholeNumber(1, 10_000_000)),
  maxConnections: optional(wholeNumber(1, 10_000_000)),
  closeTimeoutMs: optional(wholeNumber(0, 3_600_000)),
  logger: environmentGuards.logger,
  clock: environmentGuards.clock,
}

/**
 * Merges the options with their defaults, some of which follow from the back end's `limits`; throws a `TypeError` or
 * `RangeError` that names a bad one.
 */
export function resolveFrontOptions(options: FrontOptions, limits: ServerLimits): FrontSettings {
  const messagesPerSecond = messagesPerCommand * limits.commandsPerSecond
  checkOptions('createChatServer', options, optionGuards)
  const {
    allowedOrigins,
    logger: given,
    ...settings
  } = { ...defaults, messagesPerSecond, ...withoutUndefined(options) }
  const logger = guardedLogger(given)
  return {
    path: settings.path,
    heartbeatMs: settings.heartbeatMs,
    absenceTimeoutMs: settings.absenceTimeoutMs,
    maxFrameBytes: settings.maxFrameBytes,
    messagesPerSecond: settings.messagesPerSecond,
    // A command of the largest size costs no more than any command may, so that the back end's limit is the one that counts.
    bytesPerMessage: Math.max(leastBytesPerMessage, Math.ceil(limits.maxMessageBytes / messagesPerCommand)),
    maxConnections: settings.maxConnections,
    closeTimeoutMs: settings.closeTimeoutMs,
    logger,
    clock: settings.clock,
    isAllowedOrigin: createOriginPolicy(allowedOrigins, logger),
  }
}

function withoutUndefined(options: FrontOptions): FrontOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
