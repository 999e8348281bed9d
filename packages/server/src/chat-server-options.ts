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

/** The server's options for its fronts. */
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
   * How long an idle `/meta/connect` is held, in milliseconds. Clients rely on this heartbeat. 10 s at most.
   * @default 10_000
   */
  readonly heartbeatMs?: number
  /**
   * How long a client may be away before its line counts as lost: from opening a socket to its handshake, and from one
   * `/meta/connect` reply to the next request. A client that the server does not read is not away. In milliseconds.
   * @default 10_000
   */
  readonly absenceTimeoutMs?: number
  /**
   * The largest frame or request body accepted, in bytes. A larger one ends its line. A command within this limit, but
   * above the back end's, is answered with error 3.
   * @default 262_144
   */
  readonly maxFrameBytes?: number
  /**
   * How many Bayeux messages a second one line may send. A faster line is read more slowly. One second's worth may come
   * at once. A frame counts as at least one message for each 8 kB, and a handshake by long-polling as five, on its TCP
   * connection. The back end limits commands separately.
   * @default 5 × the back end's limits.commandsPerSecond
   */
  readonly messagesPerSecond?: number
  /**
   * How many lines may be open at the same time, over both transports together, and how many requests without a line.
   * Further ones are answered 503.
   * @default 10_000
   */
  readonly maxConnections?: number
  /**
   * How long `close()` waits for clients to read their last frames, and for a store or a hook, before it cuts them off.
   * In milliseconds.
   * @default 2_000
   */
  readonly closeTimeoutMs?: number
  /** @default silent */
  readonly logger?: Logger
  /** @default the system's */
  readonly clock?: Clock
}

/** The checked options, with defaults. */
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
    // The largest command costs no more than a command may, so that only the back end's limit applies to it.
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
