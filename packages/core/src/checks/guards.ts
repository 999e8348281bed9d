/** Returns the problem with `value` as `path: expected …, got …`, or `undefined` when it fits. Never quotes text. */
export type Guard = (value: unknown, path: string) => string | undefined

/** The kind of a value; a number is shown as it is. */
export const describe = (value: unknown): string =>
  typeof value === 'number' ? String(value) : value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value

/** Makes a guard that says `expected <expected>` of what does not fit. */
export const guard =
  (expected: string, fits: (value: unknown) => boolean): Guard =>
  (value, path) =>
    fits(value) ? undefined : `${path}: expected ${expected}, got ${describe(value)}`

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

const isNumber = (value: unknown): value is number => Number.isFinite(value)
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)
/** A number that is finite. */
export const number = guard('a number', isNumber)
/** A number above 0. */
export const positive = guard('a number above 0', (value) => isNumber(value) && value > 0)
/** A number of milliseconds, 0 or more. */
export const milliseconds = guard('a number of milliseconds, 0 or more', (value) => isNumber(value) && value >= 0)
/** A whole number from `least` to `most`, both included. */
export const wholeNumber = (least: number, most: number): Guard =>
  guard(`a whole number from ${least} to ${most}`, (value) => isWhole(value) && value >= least && value <= most)
/** A place in the transcript, or 0 for the one before the first. */
export const count = guard('a whole number of at least 0', (value) => isWhole(value) && value >= 0)
/** A whole number of at least 1. */
export const place = guard('a whole number of at least 1', (value) => isWhole(value) && value > 0)

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

/** An object with at least these fields; others are not looked at. */
export const fields = (shape: Readonly<Record<string, Guard>>): Guard => {
  const entries = Object.entries(shape) // once, since guards look at every event
  return (value, path) => {
    if (!isObject(value)) return object(value, path)
    for (const [name, inner] of entries) {
      const problem = inner(value[name], name)
      if (problem) return path ? `${path}.${problem}` : problem // Put together only now, since most have none.
    }
    return undefined
  }
}

/** An object with these fields and no others: what is not known would be dropped in silence. */
export const only = (shape: Readonly<Record<string, Guard>>): Guard => {
  const known = fields(shape)
  return (value, path) => {
    const problem = known(value, path)
    if (problem) return problem
    const [name, other] = Object.entries(value as object).find(([field]) => !Object.hasOwn(shape, field)) ?? []
    return name && `${path}.${name}: expected no such field, got ${describe(other)}`
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
