import type { EventRead, EventTyping, TranscriptEvent } from '@chat-transport/core'
import type { SessionView } from '../sessions/session-view.ts'

/** What a feed tells. */
export type FeedItem =
  /** Its events follow, from the first one that is kept. */
  | { readonly type: 'session.started'; readonly sessionId: string; readonly session: SessionView }
  | { readonly type: 'event'; readonly sessionId: string; readonly event: TranscriptEvent }
  | { readonly type: 'typing'; readonly sessionId: string; readonly event: EventTyping }
  | { readonly type: 'read'; readonly sessionId: string; readonly event: EventRead }
  | { readonly type: 'attached' | 'detached'; readonly sessionId: string }
  /** The event of the end came before it. */
  | { readonly type: 'session.ended'; readonly sessionId: string; readonly reason: string }
  /** It is forgotten, and nothing of it can be read. */
  | { readonly type: 'session.expired'; readonly sessionId: string }

/** The index of the last event that a consumer has, for each session that it knows. */
export type Cursors = Readonly<Record<string, number>>

/** Where a feed begins. */
export interface FeedPosition {
  readonly sessions: Cursors
  /** Of sessions that the consumer does not name. `start`: all that is kept. `now`: of those that are there already, what comes from now on. */
  readonly from: 'start' | 'now'
}
