import { expect, it } from 'vitest'
import { eventTypes } from '../../core/src/protocol/event-types.ts'
import { placeOf } from '../src/session-copy/place-of.ts'

it.each(Object.entries(eventTypes))('%s has a place in the transcript where core says so', (type, { indexed }) => {
  expect(placeOf({ type, index: 1 }).index !== undefined).toBe(indexed)
})

it('an event of a type that is not known has one if it says so', () => {
  expect(placeOf({ type: 'EventFromTheFuture', index: 1 }).index).toBe(1)
  expect(placeOf({ type: 'EventFromTheFuture' }).index).toBeUndefined()
})
