import { describe, expect, it } from 'vitest'
import { ChatError, ErrorCode, errorCategory, type EventError } from '../../src/index.ts'
import { hello } from '../support/open-connection.ts'

describe('error codes', () => {
  it('are those of the reference', () => {
    expect(Object.values(ErrorCode).sort((a, b) => a - b)).toEqual([1, 2, 3, 50, 51, 52, 100, 101, 150, 151, 152])
  })

  it.each([
    [0, 'unknown'],
    [1, 'command-syntax'],
    [49, 'command-syntax'],
    [50, 'session-runtime'],
    [99, 'session-runtime'],
    [100, 'chat-server'],
    [149, 'chat-server'],
    [150, 'transport'],
    [199, 'transport'],
    [200, 'widget'],
    [249, 'widget'],
    [250, 'unknown'],
    [-1, 'unknown'],
    [NaN, 'unknown'],
  ] as const)('%d is of category %s', (code, category) => {
    expect(errorCategory(code)).toBe(category)
  })
})

describe('a ChatError', () => {
  it('says its code and description', () => {
    const error = new ChatError(52, 'an error occurred')
    expect(error).toMatchObject({ name: 'ChatError', code: 52, description: 'an error occurred' })
    expect(error.message).toBe('an error occurred (52)')
    expect(error).toBeInstanceOf(Error)
  })

  it('carries its cause, and the commands that were not sent', () => {
    const cause = new Error('why')
    const unsent = [hello('m1')]
    expect(new ChatError(152, 'x', { cause, unsent })).toMatchObject({ cause, unsent })
    expect(new ChatError(152, 'x')).not.toHaveProperty('cause')
  })

  it('keeps the event it stands for unchanged, unknown fields included', () => {
    const event: EventError = {
      type: 'EventError',
      error: { code: 777, description: 'odd', hint: 1 },
      extra: { a: [1] },
    }
    const error = ChatError.fromEvent(event)
    expect(error).toMatchObject({ code: 777, description: 'odd' })
    expect(error.event).toBe(event)
  })
})
