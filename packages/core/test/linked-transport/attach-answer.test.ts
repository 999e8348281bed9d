import { describe, expect, it } from 'vitest'
import { judgeAnswer } from '../../src/linked-transport/attach-answer.ts'
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

describe('the answer to an attach', () => {
  it.each([
    ['a start, with any session', { attach: start, event: attached({ commandId: start.id, sessionId: 'new' }) }],
    ['a restore, with its session and all that the page has', { attach: restore, event: attached() }],
  ])('is an acceptance of %s', (_what, { attach, event }) => {
    const answer = judgeAnswer(event, attach, 5)
    expect(answer).toEqual({ type: 'accepted', event })
    expect(answer?.type === 'accepted' && answer.event).toBe(event)
  })

  it('is a refusal when it is an error with the id of the attach', () => {
    const event = errorEvent(101, restore.id)
    expect(judgeAnswer(event, restore, 0)).toMatchObject({ type: 'refused', cause: { code: 101, event } })
  })

  it('is that another page holds the session', () => {
    expect(judgeAnswer({ type: 'EventSessionTaken' }, restore, 0)).toMatchObject({
      type: 'taken',
      cause: { name: 'InvalidStateError' },
    })
  })

  it.each([
    ['has no session', { sessionId: 5 }],
    ['has no head', { head: undefined }],
    ['has a head that is text', { head: '5' }],
    ['has a head below 0', { head: -1 }],
  ])('loses the line when it %s', (_what, fields) => {
    expect(judgeAnswer(attached(fields), restore, 0)).toMatchObject({ type: 'lost', redialAtOnce: false })
  })

  it.each([
    ['another session', { sessionId: 'other' }, 'the server has another session (other)'],
    ['less than the page has', { head: 4 }, 'the server has 4 events of it, the page has 5'],
  ])('is error 152 when the server has %s (T2)', (_what, fields, found) => {
    expect(judgeAnswer(attached(fields), restore, 5)).toMatchObject({
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
    expect(judgeAnswer(event, restore, 0)).toBeUndefined()
  })
})
