import { describe, expect, it } from 'vitest'
import { ChatRefusal } from '../../src/index.ts'

describe('a refusal', () => {
  it('becomes the event that the visitor receives', () => {
    expect(new ChatRefusal(51, 'no').toEvent('c-1')).toEqual({
      type: 'EventError',
      error: { code: 51, description: 'no' },
      commandId: 'c-1',
    })
    expect(new ChatRefusal(51, 'no').toEvent()).not.toHaveProperty('commandId')
  })

  it('carries further fields, which change none of the event’s own', () => {
    const extra = { help: 'https://example.com/', type: 'EventMessage', error: 'none', commandId: 'other' }
    expect(new ChatRefusal(51, 'no', extra).toEvent('c-1')).toEqual({
      type: 'EventError',
      error: { code: 51, description: 'no' },
      commandId: 'c-1',
      help: 'https://example.com/',
    })
    expect(new ChatRefusal(51, 'no', extra).toEvent()).not.toHaveProperty('commandId')
  })

  it('carries only what a wire can carry, and as it was', () => {
    expect(() => new ChatRefusal(51, 'no', { amount: 1n })).toThrow(/^ChatRefusal extra: expected a JSON value/)
    const extra = { hint: { field: 'text' } }
    const refusal = new ChatRefusal(51, 'no', extra)
    extra.hint.field = 'other'
    expect(refusal.toEvent()).toMatchObject({ hint: { field: 'text' } })
  })

  it('is an error like any other to those who log it', () => {
    const refusal = new ChatRefusal(51, 'no')
    expect(refusal).toBeInstanceOf(Error)
    expect(refusal.message).toBe('no (51)')
  })
})
