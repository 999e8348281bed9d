import { describe, expect, test } from 'vitest'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { paceChunks } from '../src/chunk-pace.ts'
import { firstChunkBytes, nextChunkBytes, smallerChunkBytes } from '../src/chunk-size.ts'

const kilobyte = 1024

describe('the size of a chunk', () => {
  test.each([
    ['a fast line that holds', { bytes: 512 * kilobyte, tookMs: 50, upMs: 60_000 }, 1024],
    ['never more than proxies let through', { bytes: 1024 * kilobyte, tookMs: 1, upMs: 60_000 }, 1024],
    ['a slow line that holds', { bytes: 64 * kilobyte, tookMs: 4_000, upMs: 60_000 }, 32],
    ['at once a quarter of what took much too long', { bytes: 1024 * kilobyte, tookMs: 60_000, upMs: 60_000 }, 256],
    ['a sixteenth of the time that the line has held', { bytes: 256 * kilobyte, tookMs: 200, upMs: 1_600 }, 128],
  ])('%s', (_what, sent, kilobytes) => {
    expect(nextChunkBytes(sent)).toBe(kilobytes * kilobyte)
  })

  test('is halved at a break, down to 32 kB', () => {
    expect([smallerChunkBytes(512 * kilobyte), smallerChunkBytes(32 * kilobyte)]).toEqual([
      256 * kilobyte,
      32 * kilobyte,
    ])
  })

  test('costs at most 3 % of what went up, where a line breaks every 3 s and pieces of chunks are lost', async () => {
    const clock = fakeClock()
    const pace = paceChunks(clock)
    const bytesPerMs = 1_600
    let [sent, lost] = [0, 0]
    for (let cut = 0; cut < 40; cut += 1) {
      pace.answered(clock.monotonic())
      for (let leftMs = 3_000; leftMs > 0;) {
        const { bytes } = pace
        const tookMs = Math.ceil(bytes / bytesPerMs)
        const sentAt = clock.monotonic()
        await clock.advance(Math.min(tookMs, leftMs))
        leftMs -= tookMs
        sent += leftMs < 0 ? bytesPerMs * (leftMs + tookMs) : bytes
        if (leftMs < 0) lost += bytesPerMs * (leftMs + tookMs)
        else pace.acknowledged(bytes, sentAt)
      }
      pace.broke()
    }
    expect(sent).toBeGreaterThan(180_000_000)
    expect(lost / sent).toBeLessThan(0.05)
  })

  test.each([0, 100, 300])('grows on a fast line, though its way there and back takes %i ms', async (roundTripMs) => {
    const clock = fakeClock()
    const pace = paceChunks(clock)
    const passes = async (ms: number) => {
      const since = clock.monotonic()
      await clock.advance(ms)
      return since
    }
    pace.answered(await passes(roundTripMs + 5))
    for (let chunk = 0; chunk < 4; chunk += 1) {
      const { bytes } = pace
      pace.acknowledged(bytes, await passes(roundTripMs + Math.ceil(bytes / 100_000)))
    }
    expect(pace.bytes).toBe(1024 * kilobyte)
  })

  test('is what a slow line takes a sixteenth of its time for, however long its way is', async () => {
    const clock = fakeClock()
    const pace = paceChunks(clock)
    pace.answered(-300)
    for (let chunk = 0; chunk < 6; chunk += 1) {
      const { bytes } = pace
      const sentAt = clock.monotonic()
      await clock.advance(300 + Math.ceil(bytes / 400))
      pace.acknowledged(bytes, sentAt)
    }
    const upMs = clock.monotonic() + 3_200
    expect(pace.bytes / 400 / upMs).toBeGreaterThan(1 / 20)
    expect(pace.bytes / 400 / upMs).toBeLessThan(1 / 12)
  })

  test('begins as one that no line is blocked by', () => {
    expect(paceChunks(fakeClock()).bytes).toBe(firstChunkBytes)
  })
})
