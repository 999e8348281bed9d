/** What a public option or argument has to be. */
export interface Demand {
  /** Completes the sentence "expected …". */
  readonly expected: string
  holds(value: unknown): boolean
  /** A number that does not hold is out of range, not of the wrong type. */
  readonly numeric?: boolean
}

/** Throws a `TypeError` (a `RangeError` for a number out of range) that names what was wrong, unless `value` holds. */
export function demand(name: string, value: unknown, { expected, holds, numeric }: Demand): void {
  if (holds(value)) return
  const Failure = numeric && typeof value === 'number' ? RangeError : TypeError
  throw new Failure(`${name}: expected ${expected}, got ${describe(value)}`)
}

export const milliseconds: Demand = {
  expected: 'a number of milliseconds, 0 or more',
  numeric: true,
  holds: (value) => Number.isFinite(value) && (value as number) >= 0,
}
export const wholeNumber: Demand = {
  expected: 'a whole number, 1 or more',
  numeric: true,
  holds: (value) => Number.isSafeInteger(value) && (value as number) >= 1,
}
export const text: Demand = { expected: 'a string', holds: (value) => typeof value === 'string' }
export const aFunction: Demand = { expected: 'a function', holds: (value) => typeof value === 'function' }

export const anObject: Demand = {
  expected: 'an object',
  holds: (value) => typeof value === 'object' && value !== null,
}

/** An object that holds values by name, which a list does not. */
export const aRecord: Demand = {
  expected: 'an object',
  holds: (value) => anObject.holds(value) && !Array.isArray(value),
}
export const aBoolean: Demand = { expected: 'true or false', holds: (value) => typeof value === 'boolean' }

export const oneOf = (...values: readonly string[]): Demand => ({
  expected: values.map((value) => JSON.stringify(value)).join(' or '),
  holds: (value) => values.includes(value as string),
})

/** An object with these functions. */
export const objectWith = (...functions: readonly string[]): Demand => ({
  expected: `an object with ${functions.join(', ')}`,
  holds: (value) =>
    anObject.holds(value) && functions.every((name) => typeof Reflect.get(value as object, name) === 'function'),
})

/** A list of `least` values or more that hold. */
export const listOf = ({ holds }: Demand, expected: string, least = 0): Demand => ({
  expected,
  holds: (value) => Array.isArray(value) && value.length >= least && value.every(holds),
})

/** A demand that `undefined` meets too. */
export const optional = (demanded: Demand): Demand => ({
  ...demanded,
  holds: (value) => value === undefined || demanded.holds(value),
})

/** A value in a few words, for messages that name the wrong one. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}
