import type { IncomingMessage } from 'node:http'
import { givenOptions, knownOptions, warningLogger } from '@chat-transport/backend'
import {
  checkArgument,
  environmentGuards,
  guardedLogger,
  guards,
  systemClock,
  type Clock,
  type Logger,
  type ServerLimits,
} from '@chat-transport/core'
import { guardedObserver, type FrontObserver } from './front-observer.ts'
import type { AddressLimits, AddressSettings } from './line/address-quotas.ts'
import { messagesPerCommand, type MessageRate } from './line/message-budget.ts'
import { createClientAddress, socketAddress, type ClientAddress } from './http/client-address.ts'
import { instanceOptions, type InstanceOptions } from './instance/instance-options.ts'
import { allowedOrigins, createOriginPolicy, type AllowedOrigins, type OriginPolicy } from './http/origin-policy.ts'

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
   * `/meta/connect` reply to the next request; there it has as much longer as 8 kB/s take to read what was sent, a minute at
   * most. A client that the server does not read is not away. In milliseconds.
   * @default 10_000
   */
  readonly absenceTimeoutMs?: number
  /**
   * How long the body of a request may take, in milliseconds. One that brings at least 512 bytes a second has longer.
   * @default 10_000
   */
  readonly bodyTimeoutMs?: number
  /**
   * The largest frame or request body accepted, in bytes. A larger one ends its line. It has room for the largest command that
   * the back end accepts, and for 1,024 bytes around it. A larger command within this limit is answered with error 3.
   * @default 262_144, or twice the back end's limits.maxMessageBytes if that is more
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
   * How many lines may be open at the same time, over both transports together (beyond it the oldest socket without an attach
   * gives way, then 503); how many requests may wait without a line (503); and how many may be unfinished (the oldest is ended
   * with 408).
   * @default 10_000
   */
  readonly maxConnections?: number
  /**
   * Tells the address of the client that sent a request. Behind a proxy give the one that your proxy has seen, such as the
   * last entry of `X-Forwarded-For`; without this all visitors are counted for the address of the proxy.
   * @default the address of the socket
   */
  readonly clientAddress?: ClientAddress
  /** How much all clients of one address may take together of what no line accounts for. Each has a default. */
  readonly addressLimits?: AddressLimits
  /**
   * This server, among several that share a store behind a balancer without sticky sessions: requests for a line of another one are
   * handed on to it.
   * @default each server answers for its own lines alone
   */
  readonly instance?: InstanceOptions
  /**
   * How long `close()` waits for clients to read their last frames, for a store or a hook, and for what is done with files, before it
   * cuts them off. Who sends or reads a file has half of it. In milliseconds.
   * @default 2_000
   */
  readonly closeTimeoutMs?: number
  /** @default warnings and errors, on the console */
  readonly logger?: Logger
  /**
   * Told of requests that are refused, for metrics.
   * @default nobody is told
   */
  readonly observer?: FrontObserver
  /** @default the system's */
  readonly clock?: Clock
}

/** The checked options, with defaults. */
export interface FrontSettings
  extends
    Required<Omit<FrontOptions, 'allowedOrigins' | 'clientAddress' | 'addressLimits' | 'instance' | 'observer'>>,
    MessageRate {
  readonly instance?: InstanceOptions
  readonly observer: Required<FrontObserver>
  readonly isAllowedOrigin: OriginPolicy
  /** The address of a request's client. */
  readonly addressOf: (request: IncomingMessage) => string
  readonly addressLimits: AddressSettings
  /** The largest frame before an attach was accepted: room for an attach that is too large to be answered in words. */
  readonly maxHandshakeBytes: number
}

const defaults = Object.freeze({
  path: '/cometd',
  allowedOrigins: [],
  heartbeatMs: 10_000,
  absenceTimeoutMs: 10_000,
  bodyTimeoutMs: 10_000,
  maxConnections: 10_000,
  clientAddress: socketAddress,
  closeTimeoutMs: 2_000,
  logger: warningLogger,
  observer: {},
  clock: systemClock,
} satisfies Required<Omit<FrontOptions, 'maxFrameBytes' | 'messagesPerSecond' | 'addressLimits' | 'instance'>>)

const addressDefaults = Object.freeze({
  unattachedSockets: 1_000,
  unfinishedRequests: 500,
  keptBytes: 16 * 1024 * 1024,
} satisfies AddressLimits)

/** Room for 500 handshakes a second, after a restart, for all visitors behind one proxy. */
const linesOfAddress = 25

const leastBytesPerMessage = 8 * 1024

const usualFrameBytes = 256 * 1024
const mostFrameBytes = 32 * 1024 * 1024
/** What is around a command in its frame: a Bayeux message, with an id, a client id and a poll beside it. */
const aroundCommandBytes = 1_024

const { guard, optional, wholeNumber } = guards
const isPath = (value: unknown) => typeof value === 'string' && /^(\/[\w.~-]+)+$/.test(value)
const addressOptions = knownOptions({
  messagesPerSecond: optional(wholeNumber(1, 1_000_000_000)),
  unattachedSockets: optional(wholeNumber(1, 10_000_000)),
  unfinishedRequests: optional(wholeNumber(1, 10_000_000)),
  keptBytes: optional(wholeNumber(1_024, 2 ** 40)),
} satisfies Record<keyof AddressLimits, guards.Guard>)
export const frontOptionGuards = {
  allowedOrigins: optional(allowedOrigins),
  instance: optional(instanceOptions),
  path: optional(guard("a path that begins with a slash and ends without one, such as '/cometd'", isPath)),
  heartbeatMs: optional(wholeNumber(1, 10_000)),
  absenceTimeoutMs: optional(wholeNumber(1, 3_600_000)),
  bodyTimeoutMs: optional(wholeNumber(1, 3_600_000)),
  maxFrameBytes: optional(wholeNumber(1_024, mostFrameBytes)),
  messagesPerSecond: optional(wholeNumber(1, 10_000_000)),
  maxConnections: optional(wholeNumber(1, 10_000_000)),
  clientAddress: optional(guards.aFunction),
  addressLimits: optional(addressOptions),
  closeTimeoutMs: optional(wholeNumber(0, 3_600_000)),
  logger: environmentGuards.logger,
  observer: optional(guards.object),
  clock: environmentGuards.clock,
} satisfies Record<keyof FrontOptions, guards.Guard>

/** Otherwise the largest commands would end their lines, again and again, instead of being accepted. */
function roomForCommand({ maxMessageBytes }: ServerLimits) {
  const least = maxMessageBytes + aroundCommandBytes
  return guards.numberThat(
    `a whole number of at least ${least}, which is limits.maxMessageBytes and ${aroundCommandBytes} bytes around a command`,
    (value) => value >= least,
  )
}

/**
 * Merges the options, which are checked, with their defaults, some of which follow from the back end's `limits`. Throws a `RangeError` if
 * frames have no room for the largest command.
 */
export function resolveFrontOptions(options: FrontOptions, limits: ServerLimits): FrontSettings {
  const messagesPerSecond = messagesPerCommand * limits.commandsPerSecond
  const maxFrameBytes = Math.max(usualFrameBytes, 2 * limits.maxMessageBytes)
  checkArgument('createChatServer maxFrameBytes', options.maxFrameBytes, optional(roomForCommand(limits)))
  const {
    allowedOrigins,
    clientAddress,
    addressLimits,
    logger: given,
    ...settings
  } = { ...defaults, maxFrameBytes, messagesPerSecond, ...givenOptions(options) }
  const logger = guardedLogger(given)
  return {
    path: settings.path,
    heartbeatMs: settings.heartbeatMs,
    absenceTimeoutMs: settings.absenceTimeoutMs,
    bodyTimeoutMs: settings.bodyTimeoutMs,
    maxFrameBytes: settings.maxFrameBytes,
    maxHandshakeBytes: Math.min(settings.maxFrameBytes, 2 * limits.maxMessageBytes),
    messagesPerSecond: settings.messagesPerSecond,
    // The largest command costs no more than a command may, so that only the back end's limit applies to it.
    bytesPerMessage: Math.max(leastBytesPerMessage, Math.ceil(limits.maxMessageBytes / messagesPerCommand)),
    maxConnections: settings.maxConnections,
    closeTimeoutMs: settings.closeTimeoutMs,
    logger,
    observer: guardedObserver(settings.observer, logger),
    clock: settings.clock,
    addressOf: createClientAddress(clientAddress, logger),
    addressLimits: {
      ...addressDefaults,
      messagesPerSecond: linesOfAddress * settings.messagesPerSecond,
      ...givenOptions(addressLimits ?? {}),
    },
    ...(options.instance && { instance: options.instance }),
    isAllowedOrigin: createOriginPolicy(allowedOrigins, logger),
  }
}
