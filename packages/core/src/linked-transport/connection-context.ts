import type { Logger } from '../platform/logger.ts'
import type { Wakeups } from '../platform/wakeups.ts'
import type { GuardedListener } from '../transport/guarded-listener.ts'
import type { ConnectivityTracker } from '../transport/track-connectivity.ts'
import type { AttachCommands } from './attach-commands.ts'
import type { AttachCredentials } from './attach-credentials.ts'
import type { LinkedTransportSettings } from './linked-transport-options.ts'

/** What the parts of one connection share. */
export interface ConnectionContext extends Omit<LinkedTransportSettings, 'logger' | 'network'> {
  readonly listener: GuardedListener
  readonly connectivity: ConnectivityTracker
  readonly attaches: AttachCommands
  readonly credentials: AttachCredentials
  readonly logger: Logger
  readonly wakeups: Wakeups
  /** The connection's life: aborts with why it was closed. */
  readonly signal: AbortSignal
}
