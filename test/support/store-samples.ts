import type { Claim, EventToStore, SessionStore, StoredEvent, StoredSession } from '@chat-transport/backend'

/** The visitor of all of them. */
export const party = { id: 'ada', name: 'Ada', type: 'client' } as const

export const claimOf = (id: string): Claim => ({
  backendId: 'back end',
  device: { startId: `start of ${id}`, secretHash: '00' },
  pageId: 'page',
  attachId: 'attach',
  take: true,
  after: 0,
  expiresAt: Date.UTC(2100, 0),
})

/** Starts the session `id`, or finds it. */
export const start = (store: SessionStore, id: string): Promise<StoredSession> =>
  store.create(
    { id, userData: '{}', startedAt: 1, maxTranscriptEvents: 100_000, maxTranscriptBytes: 100_000_000 },
    { json: '{"type":"EventParticipantJoined"}', isEnd: false, visitor: { party } },
    claimOf(id),
  )

export const message = (text: string, commandId?: string): EventToStore => ({
  json: JSON.stringify({ type: 'EventMessage', content: { type: 'text', text } }),
  isEnd: false,
  ...(commandId !== undefined && { commandId }),
})

/** All that the session's transcript has. */
export const transcript = (store: SessionStore, id: string): Promise<readonly StoredEvent[]> =>
  store.read(id, 0, 1_000_000_000)
