import type { SessionStore } from '@chat-transport/backend'
import { claimOf, party } from '../../../../test/support/store-samples.ts'

/** A start, always by the same device, and always of the same user, for a session with this id. */
export function startOfUser(count: number, id: string): Parameters<SessionStore['create']> {
  const user = { id: `user ${count}`, json: '{}' }
  return [
    { id, userData: '{}', startedAt: 1, maxTranscriptEvents: 1_000, maxTranscriptBytes: 1_000_000 },
    { json: '{"type":"EventParticipantJoined"}', isEnd: false, visitor: { party, user } },
    { ...claimOf(`device ${count}`), userId: user.id, join: { maxDevices: 3 } },
  ]
}
