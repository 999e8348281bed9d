import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toStore } from '../../src/session/session-transcript.ts'
import { TranscriptLog } from '../../src/store/transcript-log.ts'

const party = { id: 'p1', name: 'Ada', type: 'client' } as const

const message = (text: string, at: number, commandId = `c-${at}`) =>
  toStore({ type: 'EventMessage', party, content: { type: 'text', text }, at, commandId })

function logOf(events: number, entries: number, bytes = Number.POSITIVE_INFINITY): TranscriptLog {
  const log = new TranscriptLog({ entries, bytes })
  for (let at = 1; at <= events; at++) {
    log.append(message(`${at}`, at))
  }
  return log
}

describe('a transcript log', () => {
  it('counts from 1, and is empty before', () => {
    const log = logOf(0, 10)
    expect([log.first, log.head, log.read(0, 1000)]).toEqual([1, 0, []])
    expect(
      logOf(3, 10)
        .read(0, 10_000)
        .map(({ index }) => index),
    ).toEqual([1, 2, 3])
  })

  it('keeps the newest, whatever its limit', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 50 }), fc.nat(300), (events, limit, after) => {
        const log = logOf(events, limit)
        const first = Math.max(1, events - limit + 1)
        expect([log.first, log.head]).toEqual([first, events])
        const from = Math.max(first, after + 1)
        const expected = Array.from({ length: Math.max(0, events - from + 1) }, (_, at) => from + at)
        expect(log.read(after, Number.POSITIVE_INFINITY).map(({ index }) => index)).toEqual(expected)
      }),
    )
  })

  it('keeps no more bytes than it may, and the newest event whatever its size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 5_000 }), (events, bytes) => {
        const log = logOf(events, 1_000, bytes)
        const sizes = log.read(0, Number.POSITIVE_INFINITY).map(({ json }) => json.length)
        const kept = sizes.reduce((sum, size) => sum + size, 0)
        expect(log.head).toBe(events)
        expect(sizes.length === 1 || kept <= bytes).toBe(true)
        // One more would have been too many.
        const before = logOf(log.first - 1, 1_000).read(log.first - 2, 0)[0]?.json.length ?? 0
        expect(log.first === 1 || kept + before > bytes).toBe(true)
      }),
    )
  })

  it('recognizes the commands of as many forgotten bytes as it keeps, and of no more', () => {
    const size = logOf(101, 1_000).read(100, 0)[0]?.json.length ?? 0
    const log = logOf(200, 1_000, 10 * size)
    expect(log.first).toBe(191)
    expect(log.committed('c-181')?.index).toBe(181)
    expect(log.committed('c-180')).toBeUndefined()
  })

  it('recognizes the command of an event that is no longer kept, for as many events again at least', () => {
    const log = logOf(100, 10)
    for (let at = 81; at <= 100; at++) expect(log.committed(`c-${at}`)?.index).toBe(at)
    expect(log.committed('c-1')).toBeUndefined()
  })

  it('reads as much as fits, and one event at least', () => {
    const log = logOf(50, 100)
    const size = log.read(9, 0)[0]?.json.length ?? 0
    expect(log.read(9, 0).map(({ index }) => index)).toEqual([10])
    expect(log.read(9, 3 * size)).toHaveLength(3)
    expect(log.read(9, 4 * size - 1)).toHaveLength(3)
  })

  it('counts what it keeps in memory, forgotten events included, and nothing else', () => {
    expect(logOf(0, 10).memoryBytes).toBe(0)
    const full = logOf(200, 10).memoryBytes
    expect(full).toBe(20 * (message('x'.repeat(3), 200).json.length + 2 * 'c-200'.length + 400))
    const log = logOf(200, 10)
    log.append(message('€', 201))
    // A text with a character beyond Latin-1 takes two bytes for each of its characters.
    expect(log.memoryBytes).toBeGreaterThan(full + message('€', 201).json.length - 5)
  })
})
