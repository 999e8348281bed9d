import { describe, expect, test } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { largestFrameBytes } from '../../src/bayeux/event-encoding.ts'
import { EventOutbox } from '../../src/long-polling/event-outbox.ts'
import { message } from '../support/fake-backend.ts'

const texts = (...events: readonly object[]) => events.map((event) => JSON.stringify(event))

describe('the outbox', () => {
  test('gives out what fits into one reply, in order', () => {
    const outbox = new EventOutbox(fakeClock())
    const events = Array.from({ length: 40 }, (_, index) => message(index + 1, 'x'.repeat(1_700)))
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
    const outbox = new EventOutbox(fakeClock())
    outbox.add(texts(message(1)))
    expect(outbox.room()).toBeUndefined()
    outbox.add(texts(message(2, 'x'.repeat(largestFrameBytes))))
    const room = outbox.room()
    expect(room).toBeInstanceOf(Promise)
    outbox.removeReply()
    outbox.removeReply()
    await room
  })

  test('that is cleared lets go whoever waits for room', async () => {
    const outbox = new EventOutbox(fakeClock())
    outbox.add(texts(message(1, 'x'.repeat(largestFrameBytes))))
    const room = outbox.room()
    outbox.clear()
    await room
    expect(outbox.removeReply()).toEqual([])
  })

  describe('gives a client', () => {
    /** An outbox that always has more than one reply, and a client that takes so long for each. */
    async function poll(tookMs: readonly number[]): Promise<number[]> {
      const clock = fakeClock()
      const outbox = new EventOutbox(clock)
      outbox.add(Array.from({ length: 2_000 }, (_, index) => JSON.stringify(message(index + 1, 'x'.repeat(900)))))
      const sizes: number[] = []
      for (const ms of tookMs) {
        outbox.polled()
        const bytes = outbox.removeReply().reduce((sum, event) => sum + event.bytes + 1, 0)
        sizes.push(Math.ceil(bytes / 1024 / 16) * 16)
        await clock.advance(ms)
      }
      return sizes
    }

    test('that is quick more each time, up to a bound', async () => {
      expect(await poll([50, 50, 50, 50, 50, 50])).toEqual([16, 32, 64, 128, 256, 256])
    })

    test('on a slow line as little as at first, so that each reply is a step ahead', async () => {
      expect(await poll([1_600, 1_600, 1_600])).toEqual([16, 16, 16])
      expect(await poll([50, 50, 600, 600, 3_000, 50])).toEqual([16, 32, 64, 64, 64, 16])
    })
  })
})
