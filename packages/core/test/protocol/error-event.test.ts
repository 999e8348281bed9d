import { describe, expect, it } from 'vitest'
import { isErrorEvent } from '../../src/protocol/error-event.ts'
import { errorEvent } from '../support/scripted-link.ts'

describe('an error event', () => {
  it.each([
    [errorEvent(50), true],
    [{ type: 'EventError', error: { code: '50' } }, false],
    [{ type: 'EventError' }, false],
    [{ type: 'EventMessage', error: { code: 50 } }, false],
    [null, false],
    [undefined, false],
    ['EventError', false],
  ])('is %o: %s', (event, readable) => {
    expect(isErrorEvent(event)).toBe(readable)
  })
})
