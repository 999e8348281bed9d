import { expect, it } from 'vitest'
import { placeOf } from '../../src/protocol/raw-event.ts'

it.each<[unknown, number | undefined]>([
  [{ type: 'EventMessage', index: 3 }, 3],
  [{ type: 'EventFromTheFuture', index: 1 }, 1],
  [{ type: 'EventMessage' }, undefined],
  [{ type: 'EventMessage', index: 0 }, undefined],
  [{ type: 'EventMessage', index: 1.5 }, undefined],
  [{ type: 'EventMessage', index: '3' }, undefined],
  [{ type: 'EventTyping', index: 3 }, undefined],
  [{ type: 'EventError', index: 3 }, undefined],
  [null, undefined],
  [undefined, undefined],
  ['text', undefined],
])('%j has the place %s', (event, place) => {
  expect(placeOf(event)).toBe(place)
})
