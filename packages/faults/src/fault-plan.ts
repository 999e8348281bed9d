import { guards } from '@chat-transport/core'

/** What goes wrong from now on, on every line that uses the plan. A line reads the plan anew for each frame. */
export interface FaultPlan {
  /** New lines are refused; open ones stay. @default false */
  readonly refuse: boolean
  /** Nothing passes either way, neither end is told, and no dial is answered. When it ends, what was held arrives. @default false */
  readonly blackHole: boolean
  /** Cuts each line after it has delivered this many events. @default null: never */
  readonly cutAfterEvents: number | null
  /** Delays everything, each way. The order is kept. @default 0 */
  readonly delayMs: number
  /** Adds a random delay of at most this. The order is kept. @default 0 */
  readonly jitterMs: number
  /** The chance, from 0 to 1, that a transcript event arrives twice. Other events may arrive only once (T3). @default 0 */
  readonly duplicate: number
  /** The chance, from 0 to 1, that an event is held for 50 ms, so that later ones overtake it. @default 0 */
  readonly reorder: number
}

/** No faults. */
export const noFaults: FaultPlan = Object.freeze({
  refuse: false,
  blackHole: false,
  cutAfterEvents: null,
  delayMs: 0,
  jitterMs: 0,
  duplicate: 0,
  reorder: 0,
})

const { boolean, guard, milliseconds, numberThat, optional } = guards
const chance = optional(numberThat('a number from 0 to 1', (value) => value >= 0 && value <= 1))
const isCountOrNull = (value: unknown) => value === null || (Number.isSafeInteger(value) && Number(value) >= 1)

const faultGuards: Readonly<Record<keyof FaultPlan, guards.Guard>> = {
  refuse: optional(boolean),
  blackHole: optional(boolean),
  cutAfterEvents: optional(
    guard('a whole number of at least 1, or null', isCountOrNull, (value) => typeof value === 'number'),
  ),
  delayMs: optional(milliseconds),
  jitterMs: optional(milliseconds),
  duplicate: chance,
  reorder: chance,
}
/** The guard of changes to a plan. */
export const planChanges = guards.only(faultGuards, 'option')

/** `plan` with these changes. */
export function changedPlan(plan: FaultPlan, changes: Partial<FaultPlan>): FaultPlan {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  return Object.freeze({ ...plan, ...Object.fromEntries(given) })
}
