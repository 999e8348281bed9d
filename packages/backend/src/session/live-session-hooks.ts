import type { RunCommand } from './run-command.ts'
import type { LifetimeOptions } from './session-lifetime.ts'

/** What a live session asks for and tells of. */
export interface LiveSessionHooks {
  readonly origin: LifetimeOptions['origin']
  readonly runCommand: RunCommand
  /** The visitor has really connected. Called again when they come back after the session has moved. */
  readonly confirmed: () => void
  /** The transcript is closed, and takes so many bytes as JSON. */
  readonly ended: (transcriptBytes: number) => void
  /** A page has heard of the session at another back end. */
  readonly attachedElsewhere: () => void
  /** The store has forgotten the session. */
  readonly removed: () => void
  /** This back end has let go of the session. */
  readonly moved: () => void
  /** A start leads to the session from now on. */
  readonly joined: (startId: string) => void
  /** A start no longer leads to it. */
  readonly forgotten: (startId: string) => void
}
