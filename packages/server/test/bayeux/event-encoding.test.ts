import { silentLogger } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { encodeEvents, largestFrameBytes, packFrames } from '../../src/bayeux/event-encoding.ts'
import { EventOutbox } from '../../src/long-polling/event-outbox.ts'
import { message } from '../support/fake-entrance.ts'

const sizes = (frames: readonly string[]) => frames.map((frame) => Buffer.byteLength(frame))

describe('frames', () => {
  test('carry each event as the data of one message, in order', () => {
    expect(packFrames(encodeEvents([message(1), message(2)], silentLogger)).map((frame) => JSON.parse(frame))).toEqual([
      [
        { channel: '/service/chat', data: message(1) },
        { channel: '/service/chat', data: message(2) },
      ],
    ])
  })

  test('are as few as fit, and none is larger than 256 kB', () => {
    const events = Array.from({ length: 40 }, (_, index) => message(index + 1, '€'.repeat(10_000)))
    const frames = packFrames(encodeEvents(events, silentLogger))
    expect(frames).toHaveLength(5)
    expect(Math.max(...sizes(frames))).toBeLessThanOrEqual(largestFrameBytes)
    expect(frames.flatMap((frame) => JSON.parse(frame)).map(({ data }) => data.index)).toEqual(
      events.map((_, at) => at + 1),
    )
  })

  test('carry alone what is larger by itself', () => {
    const events = [message(1), message(2, 'x'.repeat(largestFrameBytes)), message(3)]
    expect(packFrames(encodeEvents(events, silentLogger))).toHaveLength(3)
  })

  test('are none when there is nothing to say', () => {
    expect(packFrames([])).toEqual([])
  })
})

describe('the outbox', () => {
  test('gives out what fits into one reply, in order', () => {
    const outbox = new EventOutbox()
    const events = Array.from({ length: 40 }, (_, index) => message(index + 1, 'x'.repeat(30_000)))
    outbox.put(events, silentLogger)
    const taken = [outbox.take(), outbox.take(), outbox.take(), outbox.take(), outbox.take(), outbox.take()]
    expect(taken.map(({ length }) => length)).toEqual([8, 8, 8, 8, 8, 0])
    expect(taken.flat().map(({ event }) => event)).toEqual(events)
    expect(outbox.isEmpty).toBe(true)
  })

  test('has no room while a whole reply waits', async () => {
    const outbox = new EventOutbox()
    outbox.put([message(1)], silentLogger)
    expect(outbox.room()).toBeUndefined()
    outbox.put([message(2, 'x'.repeat(largestFrameBytes))], silentLogger)
    const room = outbox.room()
    expect(room).toBeInstanceOf(Promise)
    outbox.take()
    outbox.take()
    await room
  })

  test('that is cleared lets go whoever waits for room', async () => {
    const outbox = new EventOutbox()
    outbox.put([message(1, 'x'.repeat(largestFrameBytes))], silentLogger)
    const room = outbox.room()
    outbox.clear()
    await room
    expect(outbox.take()).toEqual([])
  })
})
