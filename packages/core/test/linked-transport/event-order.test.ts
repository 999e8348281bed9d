import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { createEventOrder, type EventOrder, type MissingIndex } from '../../src/linked-transport/event-order.ts'

interface Page {
  readonly delivered: number[]
}

function putInOrder({ position = 0, missing = {} as MissingIndex, clock = fakeClock() } = {}) {
  let heardAt = clock.now()
  const page: Page = { delivered: [] }
  const stuckAt: number[] = []
  const life = new AbortController()
  let caughtUp = 0
  const order: EventOrder<unknown> = createEventOrder<unknown>({
    clock,
    signal: life.signal,
    missing,
    lastHeardAt: () => heardAt,
    deliver(event) {
      page.delivered.push(event as number)
    },
    stuck(index) {
      stuckAt.push(index)
      life.abort()
    },
  })
  order.begin(position)
  const add = (...indices: readonly number[]) => indices.forEach((index) => order.add(index, index))
  const expectUpTo = (head: number) => order.expect(head, () => void caughtUp++)
  const heard = () => void (heardAt = clock.now())
  return { clock, page, add, expectUpTo, heard, stuckAt, missing, caughtUp: () => caughtUp }
}
/** A line after one that could not get `index`. */
const afterMissing = (index: number, position = index - 1) => putInOrder({ position, missing: { index } })

describe('the order of events', () => {
  it('hands on at once what is next, and what the page already has', () => {
    const { page, add } = putInOrder({ position: 2 })
    add(3, 4, 1, 4, 5)
    expect(page.delivered).toEqual([3, 4, 1, 4, 5])
  })

  it('lets later events wait for an earlier one', () => {
    const { page, add } = putInOrder()
    add(3, 2)
    expect(page.delivered).toEqual([])
    add(1)
    expect(page.delivered).toEqual([1, 2, 3])
  })

  it('delivers any permutation within the window once, in order, and leaves no timer (T4)', async () => {
    const shuffled = fc
      .integer({ min: 1, max: 30 })
      .chain((count) => fc.shuffledSubarray(sequence(1, count), { minLength: count, maxLength: count }))
    await fc.assert(
      fc.asyncProperty(shuffled, fc.nat(199), async (indices, spreadMs) => {
        const { clock, page, add, stuckAt } = putInOrder()
        for (const index of indices) {
          add(index)
          await clock.advance(spreadMs / indices.length)
        }
        expect(page.delivered).toEqual(sequence(1, indices.length))
        expect(stuckAt).toEqual([])
        expect(clock.pending).toBe(0)
      }),
      { numRuns: 50 },
    )
  })

  it('calls a gap of 200 ms a lost line, and hands on nothing of it', async () => {
    const { clock, page, add, stuckAt, missing } = putInOrder()
    add(1, 3)
    await clock.advance(199)
    expect(stuckAt).toEqual([])
    await clock.advance(1)
    expect(stuckAt).toEqual([2])
    expect(missing).toEqual({ index: 2 })
    expect(page.delivered).toEqual([1])
    add(2)
    expect(page.delivered).toEqual([1])
  })

  it('measures a gap from its beginning, however much comes after it', async () => {
    const { clock, add, stuckAt } = putInOrder()
    add(2)
    await clock.advance(150)
    add(3)
    await clock.advance(50)
    expect(stuckAt).toEqual([1])
  })

  it('measures each gap for itself', async () => {
    const { clock, add, stuckAt } = putInOrder()
    add(2, 4)
    await clock.advance(150)
    add(1)
    await clock.advance(199)
    expect(stuckAt).toEqual([])
    await clock.advance(1)
    expect(stuckAt).toEqual([3])
  })

  it('gives up an index that the next line skips too, and hands on what follows', async () => {
    const { clock, page, add, stuckAt } = afterMissing(2)
    add(5, 4, 3)
    await clock.advance(200)
    expect(page.delivered).toEqual([3, 4, 5])
    expect(stuckAt).toEqual([])
  })

  it('is stuck again at a further gap behind the one given up', async () => {
    const { clock, page, add, stuckAt } = afterMissing(2)
    add(3, 5)
    await clock.advance(200)
    expect(page.delivered).toEqual([3])
    await clock.advance(200)
    expect(stuckAt).toEqual([4])
  })

  it('takes the index that the line before could not get like any other', async () => {
    const { clock, page, add } = afterMissing(2)
    add(3, 2)
    expect(page.delivered).toEqual([2, 3])
    expect(clock.pending).toBe(0)
  })

  describe('while catching up', () => {
    it('says once that the page has the head', () => {
      const { expectUpTo, add, caughtUp } = putInOrder()
      expectUpTo(2)
      expect(caughtUp()).toBe(0)
      add(1)
      expect(caughtUp()).toBe(0)
      add(2)
      expect(caughtUp()).toBe(1)
      add(3)
      expect(caughtUp()).toBe(1)
    })

    it('says at once that the page has the head already', () => {
      const { expectUpTo, caughtUp } = putInOrder({ position: 2 })
      expectUpTo(2)
      expect(caughtUp()).toBe(1)
    })

    it('calls 5 s without progress a lost line when other things come, and each event progress', async () => {
      const { clock, expectUpTo, add, heard, stuckAt } = putInOrder()
      expectUpTo(3)
      await clock.advance(4999)
      add(1)
      await clock.advance(4999)
      heard()
      expect(stuckAt).toEqual([])
      await clock.advance(1)
      expect(stuckAt).toEqual([2])
    })

    it('measures the 5 s from the last event of many, to the millisecond', async () => {
      const { clock, expectUpTo, add, heard, stuckAt } = putInOrder()
      expectUpTo(100)
      for (let index = 1; index <= 50; index++) {
        add(index)
        await clock.advance(333)
      }
      await clock.advance(5000 - 333 - 1)
      heard()
      expect(stuckAt).toEqual([])
      await clock.advance(1)
      expect(stuckAt).toEqual([51])
    })

    it('gives a gap its 200 ms, and what comes after it 5 s again', async () => {
      const { clock, expectUpTo, add, heard, stuckAt } = putInOrder()
      expectUpTo(3)
      await clock.advance(4000)
      add(2)
      await clock.advance(199)
      add(1)
      await clock.advance(4999)
      expect(stuckAt).toEqual([])
      heard()
      await clock.advance(1)
      expect(stuckAt).toEqual([3])
    })

    it('arms one timer for a replay, however long, and leaves none', async () => {
      const clock = fakeClock()
      const armed: number[] = []
      const watched = {
        ...clock,
        after: (delayMs: number, run: () => void) => (armed.push(delayMs), clock.after(delayMs, run)),
      }
      const { expectUpTo, add, page } = putInOrder({ clock: watched })
      expectUpTo(100_000)
      add(...sequence(1, 50_000))
      await clock.advance(100)
      add(...sequence(50_001, 100_000))
      expect(page.delivered).toHaveLength(100_000)
      expect(armed).toEqual([5000])
      expect(clock.pending).toBe(0)
    })

    it('gives up what the next line does not send either, though it sends other things', async () => {
      const { clock, expectUpTo, heard, stuckAt, caughtUp } = afterMissing(2)
      expectUpTo(3)
      await clock.advance(4000)
      heard()
      await clock.advance(1000)
      expect(caughtUp()).toBe(1)
      expect(stuckAt).toEqual([])
      expect(clock.pending).toBe(0)
    })

    it.each([2, 7])('gives up nothing where nothing has come: one large event may be on its way', async (missed) => {
      const { clock, page, expectUpTo, add, stuckAt, caughtUp } = putInOrder({
        position: 1,
        missing: { index: missed },
      })
      expectUpTo(2)
      await clock.advance(14_000)
      expect([caughtUp(), stuckAt]).toEqual([0, []])
      add(2)
      expect([caughtUp(), page.delivered, clock.pending]).toEqual([1, [2], 0])
    })

    it('says so when what follows a skipped index completes it', async () => {
      const { clock, expectUpTo, add, caughtUp } = afterMissing(2)
      expectUpTo(4)
      add(3, 4)
      await clock.advance(200)
      expect(caughtUp()).toBe(1)
    })
  })

  it('hands on nothing more and leaves no timer once the line is over, also in the middle of a row', () => {
    const clock = fakeClock()
    const delivered: unknown[] = []
    const life = new AbortController()
    const order: EventOrder<unknown> = createEventOrder<unknown>({
      clock,
      signal: life.signal,
      missing: {},
      lastHeardAt: () => 0,
      deliver(event) {
        delivered.push(event)
        if (event === 2) life.abort()
      },
      stuck: () => expect.unreachable(),
    })
    onTestFinished(() => expect(clock.pending).toBe(0))
    for (const index of [4, 3, 2, 1]) order.add(index, index)
    order.add(3, 3)
    expect(delivered).toEqual([1, 2])
  })

  it('survives a hundred thousand events that wait for one', async () => {
    const { clock, page, add } = afterMissing(1)
    add(...sequence(2, 100_001))
    await clock.advance(200)
    expect(page.delivered).toHaveLength(100_000)
  })
})

function sequence(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, offset) => first + offset)
}
