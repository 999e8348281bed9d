import type { Claim, EventToStore, SessionRecord } from '../../src/index.ts'
import { toStore } from '../../src/session/session-transcript.ts'

export const party = { id: 'p1', name: 'Ada', type: 'client' } as const
export const joined = { ...toStore({ type: 'EventParticipantJoined', party, at: 1 }), visitor: { party } }
export const aDevice = (startId: string) => ({ startId, secretHash: '00' })
export const aRecord = (id: string): SessionRecord => ({
  id,
  userData: '{}',
  startedAt: 1,
  maxTranscriptEvents: 100,
  maxTranscriptBytes: 100_000,
})
export const aClaim: Claim = {
  backendId: 'back end',
  device: aDevice('start'),
  pageId: 'page',
  attachId: 'attach',
  take: true,
  after: 0,
  expiresAt: 1_000,
}
export const claimBy = (startId: string): Claim => ({ ...aClaim, device: aDevice(startId) })
export const message = (text: string, commandId?: string): EventToStore =>
  toStore({
    type: 'EventMessage',
    party,
    content: { type: 'text', text },
    at: 2,
    ...(commandId !== undefined && { commandId }),
  })
