import {
  checkArgument,
  checkOptions,
  environmentGuards,
  guardedLogger,
  guards,
  silentLogger,
  systemNetworkStatus,
  type Logger,
  type NetworkStatus,
} from '@chat-transport/core'
import type { TabStorage } from '../tab/environment.ts'

/** What `sharedState` takes besides its name and its first values. */
export interface SharedStateOptions {
  /** Where the state is kept. Tabs see each other's changes if theirs is the same. @default the browser's `localStorage` */
  readonly storage?: TabStorage
  /** Tells when the page is shown again, which reads anew. @default systemNetworkStatus */
  readonly network?: NetworkStatus
  /** Told once if the storage is blocked or full. @default silentLogger */
  readonly logger?: Logger
}

export interface SharedStateSettings {
  /** `undefined`: the browser's, looked for when it is used. */
  readonly storage: TabStorage | undefined
  readonly network: NetworkStatus
  readonly logger: Logger
}

const someText = guards.guard('a string that is not empty', (value) => typeof value === 'string' && value !== '')

/** Throws a `TypeError` that names a bad argument. */
export function checkedSharedStateSettings(
  name: string,
  initial: object,
  options: SharedStateOptions,
): SharedStateSettings {
  checkArgument('sharedState name', name, someText)
  checkArgument('sharedState initial', initial, guards.object)
  checkOptions('sharedState', options, {
    storage: guards.optional(guards.methods('getItem', 'setItem', 'removeItem')),
    network: environmentGuards.network,
    logger: environmentGuards.logger,
  })
  const { storage, network = systemNetworkStatus, logger = silentLogger } = options
  return { storage, network, logger: guardedLogger(logger) }
}
