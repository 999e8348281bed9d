/** What goes wrong from now on, on every line that uses the plan. Each line looks at it for each thing that passes. */
export interface FaultPlan {
  /** New lines are refused; open ones stay. @default false */
  readonly refuse: boolean
  /** Nothing passes either way, nobody is told, and dialing is never answered; what was held passes when it ends. @default false */
  readonly blackHole: boolean
  /** Each line is cut once it has brought this many events. @default null: never */
  readonly cutAfterEvents: number | null
  /** How much later everything arrives, each way. Order is kept. @default 0 */
  readonly delayMs: number
  /** By how much more, at most, by chance. Order is kept. @default 0 */
  readonly jitterMs: number
  /** The chance, from 0 to 1, that a transcript event arrives twice. Others may arrive once only (T3). @default 0 */
  readonly duplicate: number
  /** The chance, from 0 to 1, that an event arrives 50 ms later than those behind it. @default 0 */
  readonly reorder: number
}

/** A line that does what it should. */
export const noFaults: FaultPlan = Object.freeze({
  refuse: false,
  blackHole: false,
  cutAfterEvents: null,
  delayMs: 0,
  jitterMs: 0,
  duplicate: 0,
  reorder: 0,
})

interface Demand {
  readonly expected: string
  readonly type: 'boolean' | 'number'
  holds(value: unknown): boolean
}

const flag: Demand = { expected: 'true or false', type: 'boolean', holds: (value) => typeof value === 'boolean' }
const chance: Demand = {
  expected: 'a chance from 0 to 1',
  type: 'number',
  holds: (value) => typeof value === 'number' && value >= 0 && value <= 1,
}
const milliseconds: Demand = {
  expected: 'a number of milliseconds, 0 or more',
  type: 'number',
  holds: (value) => Number.isFinite(value) && (value as number) >= 0,
}
const countOrNull: Demand = {
  expected: 'a whole number, 1 or more, or null',
  type: 'number',
  holds: (value) => value === null || (Number.isSafeInteger(value) && (value as number) >= 1),
}

const demands: Readonly<Record<keyof FaultPlan, Demand>> = {
  refuse: flag,
  blackHole: flag,
  cutAfterEvents: countOrNull,
  delayMs: milliseconds,
  jitterMs: milliseconds,
  duplicate: chance,
  reorder: chance,
}

/** `plan` with these changes. Throws a `TypeError` or `RangeError` that names what is no fault or has a wrong value. */
export function changedPlan(plan: FaultPlan, changes: Partial<FaultPlan>): FaultPlan {
  if (typeof changes !== 'object' || changes === null) throw new TypeError('a fault plan must be an object')
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  for (const [fault, value] of given) checkFault(fault, value)
  return Object.freeze({ ...plan, ...Object.fromEntries(given) })
}

function checkFault(fault: string, value: unknown): void {
  if (!Object.hasOwn(demands, fault))
    throw new TypeError(`fault plan: ${fault} is none of ${Object.keys(demands).join(', ')}`)
  const { expected, type, holds } = demands[fault as keyof FaultPlan]
  if (holds(value)) return
  const Failure = type === 'number' && typeof value === 'number' ? RangeError : TypeError
  throw new Failure(`fault plan ${fault}: expected ${expected}, got ${String(value)}`)
}
