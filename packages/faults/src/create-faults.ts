import { checkArgument, checkOptions, environmentGuards, guards, systemClock } from '@chat-transport/core'
import type { Clock } from '@chat-transport/core'
import { changedPlan, noFaults, planChanges, type FaultPlan } from './fault-plan.ts'
import { seededRandom } from './seeded-random.ts'

/** What `createFaults` begins with. */
export interface FaultsOptions {
  /** Faults from the start. @default none */
  readonly plan?: Partial<FaultPlan>
  /** @default systemClock */
  readonly clock?: Clock
  /** The same seed makes the same choices in the same order. @default the clock's random() */
  readonly seed?: number
}

/** Controls the faults of one or more links: a plan for what goes wrong from now on, and actions on the lines open now. */
export interface Faults {
  /** The plan in force. */
  readonly plan: FaultPlan
  /** How many lines are open, those being dialed included. */
  readonly openLines: number
  /** Changes the plan, from the next frame on. Throws a `TypeError` or `RangeError` for a wrong value. */
  set(changes: Partial<FaultPlan>): void
  /** Ends every open line and tells both ends. New lines can be opened. */
  cut(cause?: Error): void
  /** Makes every open line half-open: nothing passes either way, and neither end is told. New lines can be opened. */
  silence(): void
  /** Ends `silence()`. What the lines held back arrives, if the page still keeps them open. */
  resume(): void
  /** Delivers a frame on every open line as if the far end had sent it. */
  inject(frame: unknown): void
  /** Holds the next `count` events of each open line and delivers them together, in reverse. */
  reverse(count: number): void
  /** Ends every fault. What was held back arrives. A line that was cut stays closed. */
  heal(): void

  /** Time and chance for `withFaults`. */
  readonly clock: Pick<Clock, 'monotonic' | 'after' | 'random'>
  /** Registers a line, for `withFaults` or another kind of proxy. Returns the function that removes it. */
  add(line: FaultyLine): () => void
}

/** Actions on one open line. */
export interface FaultyLine extends Pick<Faults, 'silence' | 'resume' | 'inject' | 'reverse'> {
  /** Ends the line and tells both ends. */
  cut(cause: Error): void
  /** The plan has changed. */
  planned(): void
}

const optionGuards = {
  plan: guards.optional(planChanges),
  clock: environmentGuards.clock,
  seed: guards.optional(guards.numberThat('a whole number', Number.isSafeInteger)),
}

/** Faults that can be changed while links use them. Throws a `TypeError` or `RangeError` that names a bad option. */
export function createFaults(options: FaultsOptions = {}): Faults {
  checkOptions('createFaults', options, optionGuards)
  const { plan: first = {}, clock = systemClock, seed } = options
  const lines = new Set<FaultyLine>()
  const random = seed === undefined ? () => clock.random() : seededRandom(seed)
  let plan = changedPlan(noFaults, first)

  const each = (act: (line: FaultyLine) => void) => [...lines].forEach((line) => lines.has(line) && act(line))
  const set = (changes: Partial<FaultPlan>) => {
    checkArgument('faults.set changes', changes, planChanges)
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
      checkArgument('faults.reverse count', count, guards.wholeNumber(2))
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
