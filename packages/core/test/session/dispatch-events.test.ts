import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { silentLogger } from '../../src/index.ts'
import { createEventDispatch } from '../../src/session/dispatch-events.ts'
import { createParticipants } from '../../src/session/participants.ts'
import { createSessionEvents } from '../../src/session/session-events.ts'
import { createTypingWatch } from '../../src/session/typing.ts'
import { createTranscript } from '../../src/transcript/transcript.ts'
import { agent, eventOf, visitor } from '../support/scripted-transport.ts'

const command = (id: string) => ({ type: 'SendMessage' as const, id, content: { type: 'text' as const, text: 'x' } })

/** A dispatch with one own command `m1` under way, and what it told, in order. */
async function openDispatch() {
  const clock = fakeClock()
  const events = createSessionEvents({ clock, logger: silentLogger, transcript: () => transcript.entries })
  const transcript = createTranscript()
  const progress = { position: 0, from: 1, first: 1 }
  const told: string[] = []
  events.on('error', ({ error }) => void told.push(`error ${error.code}`))
  await clock.advance(0)
  transcript.add({ command: command('m1'), at: 1, after: 0 })
  const dispatch = createEventDispatch({
    progress,
    events,
    transcript,
    typing: createTypingWatch(clock, () => undefined),
    logger: silentLogger,
    clock,
    participants: createParticipants(),
    history: { answered: () => undefined },
    identity: { attached: { party: visitor }, seen: 0, onUpdated: () => undefined },
    attached: () => undefined,
    read: () => undefined,
    settled: (id) => void told.push(`settled ${id}`),
    acceptedUnread: (id) => void told.push(`accepted unread ${id}`),
    refused: () => undefined,
    taken: () => undefined,
    ended: () => undefined,
  })
  return { dispatch, progress, told }
}

describe('an own event that cannot be read', () => {
  it.each([
    ['its time', { at: 'now' }],
    ['its party', { party: 5 }],
  ])('settles its command by its id, after error 151, when %s is spoilt', async (_what, spoilt) => {
    const { dispatch, progress, told } = await openDispatch()
    dispatch({ ...eventOf(command('m1'), 1), ...spoilt })
    expect(told).toEqual(['error 151', 'accepted unread m1'])
    expect(progress.position).toBe(1)
  })

  it('settles it also when it comes after it had been given up as missing', async () => {
    const { dispatch, told } = await openDispatch()
    dispatch(eventOf(command('other'), 2))
    dispatch({ ...eventOf(command('m1'), 1), at: 'now' })
    expect(told).toEqual(['error 151', 'settled other', 'accepted unread m1'])
  })

  it.each<[string, object]>([
    ['another party’s', { ...eventOf(command('m1'), 1), party: agent, at: 'now' }],
    ['that of a command nobody waits for', { ...eventOf(command('m2'), 1), at: 'now' }],
    ['without a place in the transcript', { ...eventOf(command('m1'), 1), index: 'one' }],
    ['an error', { type: 'EventError', commandId: 'm1', error: null }],
  ])('settles nothing when it is %s', async (_what, event) => {
    const { dispatch, told } = await openDispatch()
    dispatch(event)
    expect(told).toEqual(['error 151'])
  })
})
