import type { BackendSession } from '@chat-transport/backend'
import type { TranscriptEvent } from '@chat-transport/core'
import { sessionView } from '../sessions/session-view.ts'

/** `message`: one of the visitor. What agents say is none, so that a bot never answers itself. */
export type WebhookType = 'session.started' | 'message' | 'session.ended'

export const webhookTypes: readonly WebhookType[] = ['session.started', 'message', 'session.ended']

export interface Webhook {
  /** The same in each attempt, also after a restart: the receiver recognizes repeats by it. */
  readonly id: string
  readonly type: WebhookType
  /** Epoch milliseconds. */
  readonly at: number
  readonly data: object
}

/** What an event is told as, if it is. */
export function webhookOf(session: BackendSession, event: TranscriptEvent): Webhook | undefined {
  const sessionId = session.id
  const base = { id: `${sessionId}.${event.index}`, at: event.at }
  if (event.index === 1) return { ...base, type: 'session.started', data: { sessionId, session: sessionView(session) } }
  if (event.type === 'EventSessionEnded')
    return { ...base, type: 'session.ended', data: { sessionId, reason: event.reason, event } }
  const isOfVisitor = event.type === 'EventMessage' && event.party.id === session.party.id
  return isOfVisitor ? { ...base, type: 'message', data: { sessionId, event } } : undefined
}

/** The end of a session to which nobody has come back: it has no event. */
export const expiryOf = (sessionId: string, at: number): Webhook => ({
  id: `${sessionId}.expired`,
  type: 'session.ended',
  at,
  data: { sessionId, reason: 'expired' },
})
