import type { EventAttached, Party, ReadMark, Uploads } from '@chat-transport/core'
import type { BackendSettings } from './backend-settings.ts'

/** The session that is attached to. */
export interface AttachedSession {
  readonly id: string
  /** The visitor. */
  readonly party: Party
  readonly view: { readonly parties: readonly Party[] }
}

export interface AttachedEventParts {
  readonly settings: BackendSettings
  /** The id of the attach. */
  readonly commandId: string
  readonly first: number
  readonly head: number
  /** The index of the first event that follows, of an attach that wants the last ones only. */
  readonly from?: number
  readonly reads: readonly ReadMark[]
  readonly uploads?: Uploads
  /** The ids of those that are open. */
  readonly drafts: readonly string[]
}

/** The answer to an attach that is accepted. */
export function attachedEvent(
  { id, party, view }: AttachedSession,
  { settings, drafts, ...place }: AttachedEventParts,
): EventAttached {
  const { maxMessageBytes, commandsPerSecond } = settings.limits
  return {
    type: 'EventAttached',
    sessionId: id,
    party,
    ...place,
    // The events that would tell it may not follow.
    ...(place.from !== undefined && { participants: view.parties }),
    ...(drafts.length > 0 && { drafts }),
    limits: { maxMessageBytes, commandsPerSecond },
    timeoutMs: settings.sessionTimeoutMs,
    ...(settings.typingPreview && { typingPreview: true }),
  }
}
