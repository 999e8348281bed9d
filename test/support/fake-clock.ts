import type { Clock } from '@chat-transport/core'

/** A clock that moves only when a test moves it. */
export interface FakeClock extends Clock {
  /** Lets time pass: due timers run in order, and promises settle between them. */
  advance(ms: number): Promise<void>
  /** Moves only the wall clock, as after a sleep or when it is set. Runs no timer. */
  jumpWallClock(ms: number): void
  /** The number of pending timers. */
  readonly pending: number
}

export interface FakeClockOptions {
  /** @default 1_000_000 */
  readonly startAt?: number
  /** @default 0.5 each time */
  readonly random?: () => number
}

export function fakeClock({ startAt = 1_000_000, random = () => 0.5 }: FakeClockOptions = {}): FakeClock {
  let monotonic = 0
  let wallOffset = startAt
  let sequence = 0
  const timers = new Map<number, { due: number; run: () => void }>()

  const nextDue = (limit: number) =>
    [...timers].filter(([, { due }]) => due <= limit).sort(([a, { due: x }], [b, { due: y }]) => x - y || a - b)[0]

  return {
    now: () => wallOffset + monotonic,
    monotonic: () => monotonic,
    random,
    after(delayMs, run) {
      const id = ++sequence
      timers.set(id, { due: monotonic + Math.max(0, delayMs), run })
      return () => void timers.delete(id)
    },
    async advance(ms) {
      const end = monotonic + ms
      await settle()
      for (let next = nextDue(end); next; next = nextDue(end)) {
        const [id, { due, run }] = next
        timers.delete(id)
        monotonic = Math.max(monotonic, due)
        run()
        await settle()
      }
      monotonic = end
      await settle()
    },
    jumpWallClock(ms) {
      wallOffset += ms
    },
    get pending() {
      return timers.size
    },
  }
}

/** Lets every promise that can settle do so: one turn of the event loop drains the microtask queue. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
