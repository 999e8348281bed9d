import { describe, expect, it } from 'vitest'
import { nameOf, readRawEvent } from '../../src/protocol/raw-event.ts'
import { errorEvent } from '../support/scripted-link.ts'

describe('a raw event', () => {
  it.each<[unknown, number | undefined]>([
    [{ type: 'EventMessage', index: 3 }, 3],
    [{ type: 'EventFromTheFuture', index: 1 }, 1],
    [{ type: 'EventMessage' }, undefined],
    [{ type: 'EventMessage', index: 0 }, undefined],
    [{ type: 'EventMessage', index: 1.5 }, undefined],
    [{ type: 'EventMessage', index: '3' }, undefined],
    [{ type: 'EventTyping', index: 3 }, undefined],
    [{ type: 'EventError', index: 3 }, undefined],
    [{ type: 'toString', index: 3 }, 3],
    [{ type: Object.create(null) as object, index: 3 }, 3],
    [null, undefined],
    [undefined, undefined],
    ['text', undefined],
  ])('%# has its place in the transcript', (event, index) => {
    expect(readRawEvent(event).index).toBe(index)
  })

  it.each([
    [errorEvent(50), 50],
    [{ type: 'EventError', error: { code: '50' } }, undefined],
    [{ type: 'EventError', error: null }, undefined],
    [{ type: 'EventError' }, undefined],
    [{ type: 'EventMessage', error: { code: 50 } }, undefined],
    [null, undefined],
    [undefined, undefined],
    ['EventError', undefined],
  ])('has the code of an error that can be read: %o', (event, code) => {
    expect(readRawEvent(event).code).toBe(code)
  })

  it('keeps the event itself, and takes only text for a type or a command', () => {
    const event = { type: 5, commandId: { toString: () => 'm1' } }
    const raw = readRawEvent(event)
    expect([raw.type, raw.commandId]).toEqual([undefined, undefined])
    expect(raw.event).toBe(event)
  })

  it('is named in a log without what it holds', () => {
    const event = { type: 'EventMessage', index: 3, commandId: 'm1', content: { text: 'private' } }
    expect(nameOf(readRawEvent(event))).toBe('EventMessage 3 m1')
    expect(nameOf(readRawEvent('private'))).toBe('an event without a type')
  })
})
