import type { AttachCommand } from '@chat-transport/core'
import type { Admission } from '../application/admission.ts'
import type { AuthenticateContext } from '../application/hooks.ts'
import type { Claim, Device, StoredEvent, StoredSession } from '../store/session-store.ts'
import type { VisitorLine } from '../visitor/visitor-line.ts'
import type { BackendSettings } from './backend-settings.ts'
import { expiryFrom } from './expiry.ts'

/** An attach that has been let in: its secret is right, and the application knows who the visitor is. */
export interface AttachAttempt {
  readonly command: AttachCommand
  readonly line: VisitorLine
  readonly context: AuthenticateContext
  /** Its number among all attaches, in the order in which they arrived. */
  readonly arrival: number
  readonly device: Device
  readonly admission: Admission
  /** Of a start that may come to a session of its user. See `Claim`. */
  readonly join?: Claim['join']
  /** The session, when the store has just made it for this attach, and its first event. */
  readonly created?: { readonly session: StoredSession; readonly joined: StoredEvent }
}

type ClaimingAttempt = Omit<AttachAttempt, 'created'>

export function claimOf(
  { command, device, admission: { user }, join }: ClaimingAttempt,
  settings: BackendSettings,
): Claim {
  const { id: attachId, pageId, take } = command
  return {
    backendId: settings.backendId,
    device,
    ...(user && { userId: user.id }),
    ...(join && { join }),
    attachId,
    pageId,
    take,
    after: positionOf(command),
    expiresAt: expiryFrom(settings.clock.now(), settings),
  }
}

/** Where the cursor of an attach begins: behind `position`. `from`: where that is because the page wants the last events only. */
export function beginOf(command: AttachCommand, { first, head }: Pick<StoredSession, 'first' | 'head'>) {
  const after = positionOf(command)
  // A page that has some events goes on with the next.
  if (command.last === undefined || after > 0) return { position: Math.max(after, first - 1) }
  const from = Math.max(first, head - command.last + 1)
  return { position: from - 1, from }
}

/** The index of the last event the page has. */
export const positionOf = (command: AttachCommand) => (command.type === 'RestoreSession' ? command.after : 0)
