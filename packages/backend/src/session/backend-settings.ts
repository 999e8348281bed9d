import type { Clock, Logger } from '@chat-transport/core'
import type { FileService } from '../application/file-service.ts'
import type { Authenticate, CommandDecorator, SessionOf } from '../application/hooks.ts'
import type { BackendObserver } from '../application/observer.ts'
import type { BoundedWait } from '../async/bounded-wait.ts'
import type { ApplicationContents } from '../commands/application-contents.ts'
import type { BackendLimits } from '../limits.ts'
import type { SessionStore } from '../store/session-store.ts'
import type { ReplayTurns } from '../visitor/replay-turns.ts'

/** The options of a back end, complete and checked. */
export interface BackendSettings {
  readonly store: SessionStore
  readonly sessionTimeoutMs: number
  readonly startTimeoutMs: number
  readonly keepEndedMs: number
  readonly limits: BackendLimits
  readonly storeTimeoutMs: number
  readonly hookTimeoutMs: number
  readonly authenticate: Authenticate
  /** Without it, the store chooses the session. */
  readonly sessionOf?: SessionOf
  readonly oneDevice: boolean
  readonly typingPreview: boolean
  readonly decorators: readonly CommandDecorator[]
  readonly clock: Clock
  readonly logger: Logger
  readonly observer: Required<BackendObserver>
  /** All waiting for the store and the hooks. Closing the back end cuts it off. */
  readonly boundedWait: BoundedWait
  /** All replays. */
  readonly replayTurns: ReplayTurns
  readonly files: FileService
  readonly contents: ApplicationContents
}
