import { describe, expect, test } from 'vitest'
import { EventOutbox, largestReplyBytes } from '../../src/long-polling/event-outbox.ts'
import { message } from '../support/fake-entrance.ts'

const texts = (...events: readonly object[]) => events.map((event) => JSON.stringify(event))

describe('the outbox', () => {
  test('gives out what fits into one reply, in order', () => {
    const outbox = new EventOutbox()
    const events = Array.from({ length: 40 }, (_, index) => message(index + 1, 'x'.repeat(3_700)))
    outbox.add(texts(...events))
    const frames = [
      outbox.removeReply(),
      outbox.removeReply(),
      outbox.removeReply(),
      outbox.removeReply(),
      outbox.removeReply(),
      outbox.removeReply(),
    ]
    expect(frames.map(({ length }) => length)).toEqual([8, 8, 8, 8, 8, 0])
    expect(frames.flat().map(({ json }) => JSON.parse(json).data)).toEqual(events)
    expect(outbox.isEmpty).toBe(true)
  })

  test('has no room while a whole reply waits', async () => {
    const outbox = new EventOutbox()
    outbox.add(texts(message(1)))
    expect(outbox.room()).toBeUndefined()
    outbox.add(texts(message(2, 'x'.repeat(largestReplyBytes))))
    const room = outbox.room()
    expect(room).toBeInstanceOf(Promise)
    outbox.removeReply()
    outbox.removeReply()
    await room
  })

  test('that is cleared lets go whoever waits for room', async () => {
    const outbox = new EventOutbox()
    outbox.add(texts(message(1, 'x'.repeat(largestReplyBytes))))
    const room = outbox.room()
    outbox.clear()
    await room
    expect(outbox.removeReply()).toEqual([])
  })
})
