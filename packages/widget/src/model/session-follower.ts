import {
  canSend,
  type ChatSession,
  ErrorCode,
  type EventError,
  type EventMessage,
  type SessionEnded,
  type TranscriptEntry,
} from '@chat-transport/core'
import type { Store } from './store.ts'
import type { WidgetSnapshot } from './widget-snapshot.ts'

export interface FollowerHooks {
  /** Somebody else has said something that no page has shown yet. */
  onNews(event: EventMessage): void
  onError(event: EventError): void
  onEnded(event: SessionEnded): void
  /** After each change of what the snapshot shows of the session. */
  onChanged(): void
}

/** Keeps the snapshot what the session is. Returns the function that stops it. */
export function followSession(session: ChatSession, store: Store<WidgetSnapshot>, hooks: FollowerHooks): () => void {
  let restoredUpTo = 0
  let isRestoring = false
  let hasExpired = false
  const read = () => {
    // A new one has its id from the server, together with the line; one that has expired may go on as a new one.
    isRestoring ||= session.id !== '' && session.status === 'connecting'
    isRestoring &&= session.status !== 'ended' && session.participants.length === 0 && !hasExpired
    store.set({ ...shownOf(session), restoredUpTo, isRestoring })
    hooks.onChanged()
  }
  const onError = (event: EventError) => {
    hasExpired ||= event.error.code === ErrorCode.restorationFailed
    read()
    hooks.onError(event)
  }
  const replayed = (event: { readonly replayed?: true; readonly index: number }) => {
    if (!event.replayed) return
    restoredUpTo = Math.max(restoredUpTo, event.index)
    store.set({ restoredUpTo })
  }
  const stops = [
    session.onParticipantJoined(replayed),
    session.onMessageReceived((event) => {
      replayed(event)
      if (!event.replayed && event.party.id !== session.party.id) hooks.onNews(event)
    }),
    session.onError(onError),
    session.onSessionEnded((event) => {
      read()
      hooks.onEnded(event)
    }),
    session.onChanged(read),
  ]
  read()
  return () => stops.forEach((stop) => stop())
}

function shownOf(session: ChatSession): Partial<WidgetSnapshot> {
  const { status, party, transcript, hasEarlier, typing, reads, unread, uploads, participants } = session
  return {
    status,
    visitor: party,
    entries: transcript,
    hasEarlier,
    typing,
    reads,
    unread,
    hasMoreUnread: unread > 0 && hasEarlier && isAllUnread(transcript, unread, party.id),
    uploads: canSend(session) ? uploads : undefined,
    agents: participants.filter(({ id, type }) => id !== party.id && type !== 'client'),
  }
}

/** Whether nothing that others have said here has been read. Not all is looked at: a transcript is long, and read for the most part. */
function isAllUnread(entries: readonly TranscriptEntry[], unread: number, visitorId: string): boolean {
  let others = 0
  for (let at = 0; at < entries.length && others <= unread; at++) {
    const event = entries[at]?.event
    if (event?.type === 'EventMessage' && event.party.id !== visitorId) others++
  }
  return others <= unread
}
