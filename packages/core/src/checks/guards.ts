/** What is wrong with a value. */
export interface Problem {
  /** `path: expected …, got …`. Never quotes text. */
  readonly message: string
  /** The value is of the right kind, such as a number, and out of range. */
  readonly isRange?: boolean | undefined
}

/** Returns the problem with `value`, which is at `path`, or `undefined` when it fits. */
export type Guard = (value: unknown, path: string) => Problem | undefined

/** The kind of a value; a number is shown as it is. */
export const describe = (value: unknown): string =>
  typeof value === 'number' ? String(value) : value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value

/** Makes a guard that says `expected <expected>` of what does not fit. What `isKind` knows is then out of range. */
export const guard =
  (expected: string, fits: (value: unknown) => boolean, isKind?: (value: unknown) => boolean): Guard =>
  (value, path) =>
    fits(value)
      ? undefined
      : { message: `${path}: expected ${expected}, got ${describe(value)}`, isRange: isKind?.(value) }

/** Whether the value is an object, and neither an array nor `null`. */
export const isObject = (value: unknown): value is Record<string, unknown> => describe(value) === 'object'

/** An object, and neither an array nor `null`. */
export const object = guard('an object', isObject)
/** A string. */
export const string = guard('a string', (value) => typeof value === 'string')
/** A boolean. */
export const boolean = guard('a boolean', (value) => typeof value === 'boolean')
/** A function. */
export const aFunction = guard('a function', (value) => typeof value === 'function')
/** An array. */
export const array = guard('an array', Array.isArray)

const isNumber = (value: unknown): value is number => typeof value === 'number'
/** Makes a guard of numbers: one that does not fit is out of range. */
export const numberThat = (expected: string, fits: (value: number) => boolean): Guard =>
  guard(expected, (value) => isNumber(value) && fits(value), isNumber)
/** A number that is finite. */
export const number = numberThat('a number', Number.isFinite)
/** A number above 0. */
export const positive = numberThat('a number above 0', (value) => value > 0 && value < Infinity)
/** A number of milliseconds, 0 or more. */
export const milliseconds = numberThat('a number of milliseconds, 0 or more', (value) => value >= 0 && value < Infinity)
/** A whole number of at least `least`, and at most `most`. */
export const wholeNumber = (least: number, most?: number): Guard =>
  numberThat(
    `a whole number ${most === undefined ? `of at least ${least}` : `from ${least} to ${most}`}`,
    (value) => Number.isSafeInteger(value) && value >= least && !(value > (most as number)),
  )

/**
 * A link that cannot run code in the page that shows it. Browsers pass over line breaks and tabs in a scheme; such a one is
 * none of these, and so refused.
 */
export const webAddress = guard(
  'an http, https, mailto, tel or relative URL',
  (value) => typeof value === 'string' && /^(https?|mailto|tel):|^[^:/?#]*([/?#]|$)/i.test(value),
)

/** One of these values. */
export const oneOf = (...values: readonly unknown[]): Guard =>
  guard(values.join(' or '), (value) => values.includes(value))

/** An `AbortSignal`, also one of another window. */
export const signal = guard('an AbortSignal', (value) => isObject(value) && typeof value.aborted === 'boolean')

/** An object with these functions. */
export const methods = (...names: readonly string[]): Guard =>
  guard(
    `an object with ${names.join(', ')}`,
    (value) => isObject(value) && names.every((name) => typeof value[name] === 'function'),
  )

/** `undefined`, or what the guard takes. */
export const optional =
  (inner: Guard): Guard =>
  (value, path) =>
    value === undefined ? undefined : inner(value, path)

const within = (path: string, problem: Problem): Problem =>
  path ? { ...problem, message: `${path}.${problem.message}` } : problem

/** An object with at least these fields; others are not looked at. */
export const fields = (shape: Readonly<Record<string, Guard>>): Guard => {
  const entries = Object.entries(shape) // once, since guards look at every event
  return (value, path) => {
    if (!isObject(value)) return object(value, path)
    for (const [name, inner] of entries) {
      const problem = inner(value[name], name)
      if (problem) return within(path, problem) // Put together only now, since most have none.
    }
    return undefined
  }
}

/** An object with these fields and no others that have a value: what is not known would be dropped in silence. */
export const only = (shape: Readonly<Record<string, Guard>>, noun = 'field'): Guard => {
  const known = fields(shape)
  return (value, path) => {
    const given = Object.entries(isObject(value) ? value : {})
    const unknown = given.find(([name, field]) => field !== undefined && !Object.hasOwn(shape, name))
    return unknown ? within(path, { message: `${unknown[0]}: there is no such ${noun}` }) : known(value, path)
  }
}

/** An array of what the guard takes. */
export const list =
  (inner: Guard): Guard =>
  (value, path) => {
    if (!Array.isArray(value)) return array(value, path)
    let index = 0
    for (const element of value) {
      const problem = inner(element, `${path}[${index++}]`)
      if (problem) return problem
    }
    return undefined
  }

/** An object whose `type` names the guard to use. Types that are not named here fit as they are, unless `otherwise` refuses them. */
export const tagged = (shapes: Readonly<Record<string, Guard>>, otherwise: Guard = object): Guard => {
  const tag = fields({ type: string })
  return (value, path) => {
    const problem = tag(value, path)
    if (problem) return problem
    const { type } = value as { readonly type: string }
    return (Object.hasOwn(shapes, type) ? shapes[type] : otherwise)?.(value, path)
  }
}
