import type { VisitorEntrance } from '@chat-transport/backend'
import type { Bayeux } from './bayeux/bayeux.ts'
import type { FrontSettings } from './chat-server-options.ts'
import type { StartLineLog } from './line/line-log.ts'

/** One way in: what a transport's front is to the server. */
export interface Front {
  /** How many lines are open, those being attached included. */
  readonly lines: number
  /** Ends every line; resolves when nothing of them is left. */
  close(): Promise<void>
}

/** What every front works with. */
export interface FrontParts {
  readonly entrance: VisitorEntrance
  readonly bayeux: Bayeux
  readonly settings: FrontSettings
  readonly startLineLog: StartLineLog
  /** Whether another line may be opened. */
  hasRoom(): boolean
}
