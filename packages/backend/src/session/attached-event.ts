import type { EventAttached, ReadMark } from '@chat-transport/core'
import type { SessionRecord } from '../store/session-store.ts'
import type { BackendSettings } from './backend-settings.ts'

export interface AttachedEventParts {
  readonly record: SessionRecord
  readonly settings: BackendSettings
  /** The id of the attach. */
  readonly commandId: string
  readonly first: number
  readonly head: number
  readonly reads: readonly ReadMark[]
}

/** The answer to an attach that is accepted. */
export function attachedEvent({ record, settings, ...place }: AttachedEventParts): EventAttached {
  const { maxMessageBytes, commandsPerSecond } = settings.limits
  return {
    type: 'EventAttached',
    sessionId: record.id,
    party: record.party,
    ...place,
    limits: { maxMessageBytes, commandsPerSecond },
    timeoutMs: settings.sessionTimeoutMs,
  }
}
