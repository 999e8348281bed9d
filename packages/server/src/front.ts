import type { AttachHandler } from '@chat-transport/backend'
import type { Bayeux } from './bayeux/bayeux.ts'
import type { FrontSettings } from './chat-server-options.ts'
import type { AddressQuotas } from './line/address-quotas.ts'
import type { EndingLine } from './line/end-evenly.ts'
import type { Instance } from './instance/instance.ts'
import type { StartLineLog } from './line/line-log.ts'

/** The front of one transport. */
export interface Front {
  /**
   * The number of open lines, including those being attached. A line that the server has ended is not open, whatever its
   * client does.
   */
  readonly lines: number
  /** Refuses new lines from now on. Returns those that are open, which go on. */
  drain(): readonly EndingLine[]
  /** Ends every line. Resolves when all of them are closed. */
  close(): Promise<void>
}

/** The parts that all fronts share. */
export interface FrontParts {
  readonly attachHandler: AttachHandler
  readonly bayeux: Bayeux
  readonly settings: FrontSettings
  readonly startLineLog: StartLineLog
  readonly quotas: AddressQuotas
  /** This server, if it is one of several. */
  readonly instance: Instance | undefined
  /** Whether another line may be opened. If there is no room, a socket that was never attached gives way. */
  makeRoom(): boolean
}
