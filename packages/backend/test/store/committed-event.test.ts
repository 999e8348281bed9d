import { describe, expect, it } from 'vitest'
import { toStore } from '../../src/session/session-transcript.ts'
import { CommittedEvent } from '../../src/store/committed-event.ts'

const party = { id: 'p1', name: 'Ada', type: 'client' } as const
const message = { type: 'EventMessage', party, content: { type: 'text', text: 'x' }, at: 2 } as const

describe('an event that the store has', () => {
  it('is the text of the store with its index, and the event that it says', () => {
    const committed = new CommittedEvent({ index: 7, json: toStore(message).json })
    expect(committed.event).toEqual({ ...message, index: 7 })
    expect(JSON.parse(committed.json)).toEqual(committed.event)
  })

  it('can be changed by nobody who is given it', () => {
    const { event } = new CommittedEvent({ index: 7, json: toStore(message).json })
    expect(() => Object.assign(event, { index: 8 })).toThrow(TypeError)
    expect(() => Object.assign(event.type === 'EventMessage' ? event.content : {}, { text: 'y' })).toThrow(TypeError)
  })

  it('does not come about from what JSON cannot carry', () => {
    const notice = { name: 'order', data: { amount: 1n } }
    expect(() => toStore({ type: 'EventNotice', party, notice, at: 2 })).toThrow(TypeError)
  })
})
