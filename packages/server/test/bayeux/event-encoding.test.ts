import { silentLogger } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { encodeEvents, packFrames, socketFrameBytes } from '../../src/bayeux/event-encoding.ts'
import { message } from '../support/fake-backend.ts'

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

  test('are as few as fit, and none is larger than 16 kB, so that each is a sign of life on a slow line', () => {
    const events = Array.from({ length: 40 }, (_, index) => message(index + 1, '€'.repeat(1_000)))
    const frames = packFrames(encodeEvents(events, silentLogger))
    expect(frames).toHaveLength(8)
    expect(Math.max(...sizes(frames))).toBeLessThanOrEqual(socketFrameBytes)
    expect(frames.flatMap((frame) => JSON.parse(frame)).map(({ data }) => data.index)).toEqual(
      events.map((_, at) => at + 1),
    )
  })

  test('carry alone what is larger by itself', () => {
    const events = [message(1), message(2, 'x'.repeat(socketFrameBytes)), message(3)]
    expect(packFrames(encodeEvents(events, silentLogger))).toHaveLength(3)
  })

  test('are none when there is nothing to say', () => {
    expect(packFrames([])).toEqual([])
  })
})
