import { systemClock, type Clock } from '../platform/clock.ts'
import { checkOptions, environmentGuards } from '../checks/check-argument.ts'
import { guardedLogger } from '../platform/guarded-logger.ts'
import type { OpenLink } from '../transport/link.ts'
import type { Logger } from '../platform/logger.ts'
import { systemNetworkStatus, type NetworkStatus } from '../platform/network-status.ts'
import type { ChatCommand } from '../protocol/protocol.ts'
import type { RetryDelay } from './retry-delay.ts'
import { aFunction, guard, list, milliseconds, optional, positive, string } from '../checks/guards.ts'

/** What `linkedTransport` makes a transport of, and when it loses patience. */
export interface LinkedTransportOptions {
  /** What the transport is called in logs and errors. */
  readonly name: string
  /** Where the chat server is: see `ChatTransport`. @default none */
  readonly address?: string | undefined
  /**
   * The link, or several to fall back on in the order given. A list in the list is one way to several servers: when one of them is gone, the
   * others are tried before another way is.
   */
  readonly open: OpenLink | readonly (OpenLink | readonly OpenLink[])[]
  /** Commands this back end cannot take. @default none */
  readonly unsupported?: readonly ChatCommand['type'][]
  /** Time away from `connected` until error 150 and `interrupted` (T5). @default 3000 */
  readonly interruptionTimeoutMs?: number
  /** How long the far end may be silent before the line is lost; longer while a slow line owes something. @default 15000 */
  readonly silenceTimeoutMs?: number
  /** How long nothing may come while a link opens and attaches; one that is not the last, 3500 at most. @default 10000 */
  readonly openTimeoutMs?: number
  /** @default random × min(10 s, max(400 ms, downForMs / 6)), and longer when the last dial was refused at once */
  readonly retryDelayMs?: RetryDelay
  readonly network?: NetworkStatus
  readonly clock?: Clock
  /** @default the listener's logger */
  readonly logger?: Logger
}

const defaults = Object.freeze({
  interruptionTimeoutMs: 3000,
  silenceTimeoutMs: 15_000,
  openTimeoutMs: 10_000,
  network: systemNetworkStatus,
  clock: systemClock,
})
/** The options, checked and complete. */
export type LinkedTransportSettings = typeof defaults & {
  readonly name: string
  readonly links: readonly OpenLink[]
  /** Of each link the number of its way. */
  readonly ways: readonly number[]
  readonly logger?: Logger
  readonly retryDelayMs?: RetryDelay
}

const isLink = (value: unknown) => typeof value === 'function'
const isListOf = (isOne: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every(isOne)
const isWay = (value: unknown) => isLink(value) || isListOf(isLink)(value)

/** The guards of the options that a transport over `linkedTransport` takes from its page and passes on. */
export const linkedTransportGuards = {
  address: optional(string),
  interruptionTimeoutMs: optional(milliseconds),
  silenceTimeoutMs: optional(positive),
  openTimeoutMs: optional(positive),
  retryDelayMs: optional(aFunction),
  ...environmentGuards,
}
const guards = {
  ...linkedTransportGuards,
  name: string,
  open: guard('an OpenLink or a list of them', (value) => isLink(value) || isListOf(isWay)(value)),
  unsupported: optional(list(string)),
}

/** Throws a `TypeError` or `RangeError` that names a bad option. */
export function checkedSettings(options: LinkedTransportOptions): LinkedTransportSettings {
  checkOptions('linkedTransport', options, guards)
  const { name, open, logger } = options
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  return {
    ...defaults,
    ...given,
    ...(logger && { logger: guardedLogger(logger) }),
    name,
    ...inWays([open].flat() as (OpenLink | OpenLink[])[]),
  }
}

const inWays = (ways: readonly (OpenLink | OpenLink[])[]) => ({
  links: ways.flat(),
  ways: ways.flatMap((way, number) => [way].flat().map(() => number)),
})
