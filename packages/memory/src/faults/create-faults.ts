import { systemClock } from '@chat-transport/core'
import type { Clock } from '@chat-transport/core'
import { changedPlan, noFaults, type FaultPlan } from './fault-plan.ts'
import { seededRandom } from './seeded-random.ts'

export interface FaultsOptions {
  /** What is wrong from the beginning. @default nothing */
  readonly plan?: Partial<FaultPlan>
  /** @default systemClock */
  readonly clock?: Clock
  /** The same seed makes the same choices in the same order. @default the clock's random() */
  readonly seed?: number
}

/** The hand on the faults of one or more links: what is wrong from now on, and what happens to the open lines just now. */
export interface Faults {
  /** What is in force. */
  readonly plan: FaultPlan
  /** How many lines are open, those being dialed included. */
  readonly openLines: number
  /** Changes what is in force, from the next thing that passes. Throws a `TypeError` or `RangeError` for a wrong value. */
  set(changes: Partial<FaultPlan>): void
  /** Ends every open line, both ends are told. New ones can be opened. */
  cut(cause?: Error): void
  /** Every open line becomes half-open: nothing passes either way, nobody is told. New ones can be opened. */
  silence(): void
  /** What half-open lines hold back arrives, where the page still keeps them. */
  resume(): void
  /** Puts something on every open line as if the far end had said it. */
  inject(frame: unknown): void
  /** The next `count` events of each open line arrive together, in reverse. Until the last has come, the others wait. */
  reverse(count: number): void
  /** Ends every fault. What was held back arrives. Lines that are gone stay gone. */
  heal(): void

  /** Time and chance for those who carry the faults out. */
  readonly clock: Pick<Clock, 'monotonic' | 'after' | 'random'>
  /** For `withFaults`, or a proxy of another kind: a line that does what it is told, until it is removed by the function returned. */
  add(line: FaultyLine): () => void
}

/** What can be done to one open line. */
export interface FaultyLine extends Pick<Faults, 'silence' | 'resume' | 'inject' | 'reverse'> {
  cut(cause: Error): void
  /** The plan has changed. */
  planned(): void
}

/** Faults that can be changed while links use them. Throws a `TypeError` or `RangeError` that names a bad option. */
export function createFaults({ plan: first = {}, clock = systemClock, seed }: FaultsOptions = {}): Faults {
  if (seed !== undefined && !Number.isSafeInteger(seed))
    throw new TypeError(`createFaults seed: expected a whole number, got ${String(seed)}`)
  const lines = new Set<FaultyLine>()
  const random = seed === undefined ? () => clock.random() : seededRandom(seed)
  let plan = changedPlan(noFaults, first)

  const each = (act: (line: FaultyLine) => void) => [...lines].forEach((line) => lines.has(line) && act(line))
  const set = (changes: Partial<FaultPlan>) => {
    plan = changedPlan(plan, changes)
    each((line) => line.planned())
  }
  const resume = () => each((line) => line.resume())

  return {
    get plan() {
      return plan
    },
    get openLines() {
      return lines.size
    },
    set,
    cut: (cause = new Error('the line was cut')) => each((line) => line.cut(cause)),
    silence: () => each((line) => line.silence()),
    resume,
    inject: (frame) => each((line) => line.inject(frame)),
    reverse(count) {
      if (!Number.isSafeInteger(count) || count < 2)
        throw new RangeError(`reverse count: expected a whole number, 2 or more, got ${String(count)}`)
      each((line) => line.reverse(count))
    },
    heal() {
      set(noFaults)
      resume()
    },
    clock: { monotonic: () => clock.monotonic(), after: (delayMs, run) => clock.after(delayMs, run), random },
    add(line) {
      lines.add(line)
      return () => void lines.delete(line)
    },
  }
}
