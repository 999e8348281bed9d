import type { EventAttached, Party, ReadMark, Uploads } from '@chat-transport/core'
import type { BackendSettings } from './backend-settings.ts'

export interface AttachedEventParts {
  readonly sessionId: string
  /** The visitor. */
  readonly party: Party
  readonly settings: BackendSettings
  /** The id of the attach. */
  readonly commandId: string
  readonly first: number
  readonly head: number
  readonly reads: readonly ReadMark[]
  readonly uploads?: Uploads
  /** The ids of those that are open. */
  readonly drafts: readonly string[]
}

/** The answer to an attach that is accepted. */
export function attachedEvent({ settings, drafts, ...place }: AttachedEventParts): EventAttached {
  const { maxMessageBytes, commandsPerSecond } = settings.limits
  return {
    type: 'EventAttached',
    ...place,
    ...(drafts.length > 0 && { drafts }),
    limits: { maxMessageBytes, commandsPerSecond },
    timeoutMs: settings.sessionTimeoutMs,
    ...(settings.typingPreview && { typingPreview: true }),
  }
}
