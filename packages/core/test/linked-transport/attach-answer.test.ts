import { describe, expect, it } from 'vitest'
import type { AttachCommand, EventAttached } from '../../src/index.ts'
import { judgeAnswer, positionAfter } from '../../src/linked-transport/attach-answer.ts'
import { readRawEvent } from '../../src/protocol/raw-event.ts'
import { restore, start } from '../support/open-connection.ts'
import { errorEvent } from '../support/scripted-link.ts'

const { sessionId } = restore
const attached = (fields: object = {}) => ({
  type: 'EventAttached',
  commandId: restore.id,
  sessionId,
  head: 5,
  ...fields,
})

const judge = (event: unknown, attach: AttachCommand) => judgeAnswer(readRawEvent(event), attach)

describe('the answer to an attach', () => {
  it.each([
    ['a start, with any session', { attach: start, event: attached({ commandId: start.id, sessionId: 'new' }) }],
    ['a restore, with its session and all that the page has', { attach: { ...restore, after: 5 }, event: attached() }],
  ])('is an acceptance of %s', (_what, { attach, event }) => {
    const answer = judge(event, attach)
    expect(answer).toEqual({ type: 'accepted', event })
    expect(answer?.type === 'accepted' && answer.event).toBe(event)
  })

  it('is a refusal when it is an error with the id of the attach', () => {
    const event = errorEvent(101, restore.id)
    expect(judge(event, restore)).toMatchObject({ type: 'refused', cause: { code: 101, event } })
  })

  it('is that another page holds the session', () => {
    expect(judge({ type: 'EventSessionTaken' }, restore)).toMatchObject({
      type: 'taken',
      cause: { name: 'InvalidStateError' },
    })
  })

  it.each([
    ['has no session', { sessionId: 5 }],
    ['has no head', { head: undefined }],
    ['has a head that is text', { head: '5' }],
    ['has a head below 0', { head: -1 }],
    ['has its first event behind its newest', { first: 9, head: 7 }],
    ['begins behind what comes next', { first: 1, from: 9, head: 7 }],
  ])('loses the line when it %s', (_what, fields) => {
    expect(judge(attached(fields), restore)).toMatchObject({ type: 'lost', by: 'answer' })
  })

  it.each([
    ['another session', { sessionId: 'other' }, 'the server has another session (other)'],
    ['less than the page has', { head: 4 }, 'the server has 4 events of it, the page has 5'],
  ])('is error 152 when the server has %s (T2)', (_what, fields, found) => {
    expect(judge(attached(fields), { ...restore, after: 5 })).toMatchObject({
      type: 'over',
      cause: { code: 152, cause: { message: `unable to restore the session: ${found}` } },
    })
  })

  it.each([
    ['the answer to another attach', attached({ commandId: 'other' })],
    ['the refusal of another command', errorEvent(50, 'other')],
    ['an error without a command', errorEvent(50)],
    ['an error that cannot be read', { type: 'EventError', error: null, commandId: restore.id }],
    ['another event with the id of the attach', { type: 'EventMessage', commandId: restore.id, index: 1 }],
    ['text', 'EventAttached'],
    ['null', null],
    ['nothing', undefined],
  ])('is not: %s', (_what, event) => {
    expect(judge(event, restore)).toBeUndefined()
  })
})

describe('the position after an attach', () => {
  it.each([
    ['where the page is', { after: 3, first: 1, position: 3 }],
    ['just before what the server still keeps', { after: 3, first: 9, position: 8 }],
    ['just before the last events', { after: 0, first: 2, from: 9, position: 8 }],
    ['at the head, when none of them is asked for', { after: 0, first: 2, from: 6, position: 5 }],
    ['where the page is, when the answer cannot be read', { after: 3, first: '9', from: '9', position: 3 }],
  ])('is %s', (_what, { after, position, ...begin }) => {
    expect(positionAfter({ ...restore, after }, attached(begin) as unknown as EventAttached)).toBe(position)
  })

  it('is 0 for a start', () => {
    expect(positionAfter(start, attached({ first: 1 }) as unknown as EventAttached)).toBe(0)
  })
})
