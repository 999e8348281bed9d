import type { AttachCommand } from '@chat-transport/core'
import type { Claim, StoredEvent, StoredSession } from '../store/session-store.ts'
import type { VisitorLine } from '../visitor/visitor-line.ts'

/** An attach that has been let in: its secret is right. */
export interface AttachAttempt {
  readonly command: AttachCommand
  readonly line: VisitorLine
  /** The session, when the store has just made it for this attach, and its first event. */
  readonly created?: { readonly session: StoredSession; readonly joined: StoredEvent }
}

export function claimOf(command: AttachCommand): Claim {
  const { id: attachId, pageId, take } = command
  return { attachId, pageId, take, after: command.type === 'RestoreSession' ? command.after : 0 }
}
