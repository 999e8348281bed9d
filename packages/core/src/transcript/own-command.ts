import type { TranscriptCommand } from '../protocol/protocol.ts'

/** A command of the visitor's, as it is saved and shown. */
export interface OwnCommand {
  readonly command: TranscriptCommand
  readonly at: number
  /** The index after which it was created. */
  readonly after: number
  /** It has failed: why. */
  readonly failed?: SavedFailure
}

/** An error as it is saved; without a `code` it is not the server's. */
export interface SavedFailure {
  readonly code?: number
  readonly description: string
}
