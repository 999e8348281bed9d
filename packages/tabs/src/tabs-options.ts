import {
  checkArgument,
  checkOptions,
  environmentGuards,
  guards,
  systemClock,
  systemNetworkStatus,
  type ChatTransport,
  type Clock,
  type Logger,
  type NetworkStatus,
} from '@chat-transport/core'
import {
  systemChannels,
  systemLocks,
  systemStorage,
  type OpenTabChannel,
  type TabLocks,
  type TabStorage,
} from './tab/environment.ts'

/** What `sharedByTabs` takes besides the transport. */
export interface SharedByTabsOptions {
  /** Tabs of one origin with the same name share a line. @default the transport's address, or else its name */
  readonly name?: string
  /** Time away from `connected` until error 150 and `interrupted`, as the transport's own. @default 3000 */
  readonly interruptionTimeoutMs?: number
  /** How long a tab that leads is believed that says nothing. @default 15000 */
  readonly silenceTimeoutMs?: number
  /** How long nothing may come while a tab attaches to the leader. @default 10000 */
  readonly openTimeoutMs?: number
  /** Where the tabs keep that they are one page to the server. @default the browser's `localStorage` */
  readonly storage?: TabStorage
  /** @default the browser's `navigator.locks` */
  readonly locks?: TabLocks
  /** @default `new BroadcastChannel(name)` */
  readonly openChannel?: OpenTabChannel
  readonly network?: NetworkStatus
  readonly clock?: Clock
  /** @default the one that the chat gives */
  readonly logger?: Logger
}

export interface TabsSettings {
  readonly name: string
  readonly interruptionTimeoutMs: number
  readonly silenceTimeoutMs: number
  readonly openTimeoutMs: number
  readonly storage: TabStorage | undefined
  readonly locks: TabLocks | undefined
  readonly openChannel: OpenTabChannel | undefined
  readonly network: NetworkStatus
  readonly clock: Clock
  readonly logger: Logger | undefined
}

/** Throws a `TypeError` or `RangeError` that names a bad option. */
export function checkedTabsSettings(transport: ChatTransport, options: SharedByTabsOptions): TabsSettings {
  checkArgument('sharedByTabs transport', transport, guards.methods('connect'))
  checkOptions('sharedByTabs', options, {
    name: guards.optional(guards.string),
    interruptionTimeoutMs: guards.optional(guards.milliseconds),
    silenceTimeoutMs: guards.optional(guards.positive),
    openTimeoutMs: guards.optional(guards.positive),
    storage: guards.optional(guards.methods('getItem', 'setItem', 'removeItem')),
    locks: guards.optional(guards.methods('request')),
    openChannel: guards.optional(guards.aFunction),
    ...environmentGuards,
  })
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  return {
    name: transport.address ?? transport.name,
    interruptionTimeoutMs: 3000,
    silenceTimeoutMs: 15_000,
    openTimeoutMs: 10_000,
    storage: systemStorage(),
    locks: systemLocks(),
    openChannel: systemChannels(),
    network: systemNetworkStatus,
    clock: systemClock,
    logger: undefined,
    ...given,
  }
}
