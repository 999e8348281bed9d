import { describe, expect, it } from 'vitest'
import { endedBy as endedByRaw, lostBy } from '../../src/linked-transport/line-end.ts'
import { readRawEvent } from '../../src/protocol/raw-event.ts'
import { errorEvent, message } from '../support/scripted-link.ts'

const endedBy = (event: unknown) => endedByRaw(readRawEvent(event))

describe('the end of a line', () => {
  it('comes with the end of the session', () => {
    expect(endedBy({ type: 'EventSessionEnded', index: 3, reason: 'closed' })).toEqual({
      type: 'over',
      why: 'the session has ended',
    })
  })

  it('comes when another page takes the session', () => {
    expect(endedBy({ type: 'EventSessionTaken' })).toMatchObject({
      type: 'taken',
      cause: { name: 'InvalidStateError' },
    })
  })

  it.each([50, 100, 101])('comes with %d as the answer to a command: only an attach can tell', (code) => {
    const event = errorEvent(code, 'm1')
    expect(endedBy(event)).toMatchObject({ type: 'lost', cause: { code, event }, by: 'link' })
  })

  it.each([
    ['50 without a command', errorEvent(50)],
    ['the refusal of a command', errorEvent(51, 'm1')],
    ['a message', message(1, 'm1')],
    ['text', 'EventSessionEnded'],
    ['null', null],
    ['nothing', undefined],
  ])('does not come with %s', (_what, event) => {
    expect(endedBy(event)).toBeUndefined()
  })

  it('keeps an error as its cause, and wraps what is none', () => {
    const cause = new Error('gone')
    expect(lostBy(cause)).toEqual({ type: 'lost', cause, by: 'link' })
    expect(lostBy('socket closed')).toMatchObject({
      cause: { message: 'unable to keep the line: socket closed', cause: 'socket closed' },
      by: 'link',
    })
  })
})
