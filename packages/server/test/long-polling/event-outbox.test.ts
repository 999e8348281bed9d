import { silentLogger } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { largestFrameBytes } from '../../src/bayeux/event-encoding.ts'
import { EventOutbox } from '../../src/long-polling/event-outbox.ts'
import { message } from '../support/fake-backend.ts'

describe('the outbox', () => {
  test('gives out what fits into one reply, in order', () => {
    const outbox = new EventOutbox()
    const events = Array.from({ length: 40 }, (_, index) => message(index + 1, 'x'.repeat(30_000)))
    outbox.add(events, silentLogger)
    const frames = [
      outbox.removeFrame(),
      outbox.removeFrame(),
      outbox.removeFrame(),
      outbox.removeFrame(),
      outbox.removeFrame(),
      outbox.removeFrame(),
    ]
    expect(frames.map(({ length }) => length)).toEqual([8, 8, 8, 8, 8, 0])
    expect(frames.flat().map(({ event }) => event)).toEqual(events)
    expect(outbox.isEmpty).toBe(true)
  })

  test('has no room while a whole reply waits', async () => {
    const outbox = new EventOutbox()
    outbox.add([message(1)], silentLogger)
    expect(outbox.room()).toBeUndefined()
    outbox.add([message(2, 'x'.repeat(largestFrameBytes))], silentLogger)
    const room = outbox.room()
    expect(room).toBeInstanceOf(Promise)
    outbox.removeFrame()
    outbox.removeFrame()
    await room
  })

  test('that is cleared lets go whoever waits for room', async () => {
    const outbox = new EventOutbox()
    outbox.add([message(1, 'x'.repeat(largestFrameBytes))], silentLogger)
    const room = outbox.room()
    outbox.clear()
    await room
    expect(outbox.removeFrame()).toEqual([])
  })
})
