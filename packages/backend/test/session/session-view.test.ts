import type { TranscriptEvent } from '@chat-transport/core'
import { expect, it } from 'vitest'
import { SessionView } from '../../src/session/session-view.ts'

const ada = { id: 'p1', name: 'Ada', type: 'client' } as const
const grace = { id: 'p2', name: 'Grace', type: 'agent' } as const

it('sees who is there, what is known of the visitor, and the end', () => {
  const view = new SessionView({ plan: 'free', seats: 1 }, 1000)
  const end: TranscriptEvent = { type: 'EventSessionEnded', reason: 'left', index: 5, at: 5 }
  const events: TranscriptEvent[] = [
    { type: 'EventParticipantJoined', party: ada, index: 1, at: 1 },
    { type: 'EventParticipantJoined', party: grace, index: 2, at: 2 },
    { type: 'EventUserDataUpdated', party: ada, userData: { plan: 'pro' }, index: 3, at: 3 },
  ]
  for (const event of events) view.apply(event)
  expect([view.parties, view.userData, view.ended]).toEqual([[ada, grace], { plan: 'pro', seats: 1 }, undefined])
  view.apply({ type: 'EventParticipantLeft', party: grace, index: 4, at: 4 })
  view.apply(end)
  expect([view.parties, view.ended]).toEqual([[ada], end])
})
