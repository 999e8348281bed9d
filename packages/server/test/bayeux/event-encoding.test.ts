import { describe, expect, test } from 'vitest'
import { encodeEvents, largestFrameBytes, packFrames } from '../../src/bayeux/event-encoding.ts'
import { message } from '../support/fake-backend.ts'

const encoded = (...events: readonly object[]) => encodeEvents(events.map((event) => JSON.stringify(event)))

const sizes = (frames: readonly string[]) => frames.map((frame) => Buffer.byteLength(frame))

describe('frames', () => {
  test('carry each event as the data of one message, in order', () => {
    expect(packFrames(encoded(message(1), message(2))).map((frame) => JSON.parse(frame))).toEqual([
      [
        { channel: '/service/chat', data: message(1) },
        { channel: '/service/chat', data: message(2) },
      ],
    ])
  })

  test('are as few as fit, and none is larger than 16 kB', () => {
    const events = Array.from({ length: 40 }, (_, index) => message(index + 1, '€'.repeat(600)))
    const frames = packFrames(encoded(...events))
    expect(frames).toHaveLength(5)
    expect(Math.max(...sizes(frames))).toBeLessThanOrEqual(largestFrameBytes)
    expect(frames.flatMap((frame) => JSON.parse(frame)).map(({ data }) => data.index)).toEqual(
      events.map((_, at) => at + 1),
    )
  })

  test('carry alone what is larger by itself', () => {
    const events = [message(1), message(2, 'x'.repeat(largestFrameBytes)), message(3)]
    expect(packFrames(encoded(...events))).toHaveLength(3)
  })

  test('are none when there is nothing to say', () => {
    expect(packFrames([])).toEqual([])
  })
})
