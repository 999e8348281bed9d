/** A rule was broken: says what was expected and what happened. */
export class ConformanceFailure extends Error {
  override readonly name = 'ConformanceFailure'
  readonly details: FailureDetails

  constructor(message: string, details: FailureDetails = {}) {
    super(message)
    this.details = details
  }
}

/** The two halves of a failure, where it has two. */
export interface FailureDetails {
  readonly expected?: string
  readonly seen?: string
}

/** The harness does not do what it says: nothing has been proved about the transport. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError'
}

/** The transport declares that its back end does not support the case's command. */
export class NotOffered extends Error {
  override readonly name = 'NotOffered'
}

/** Fails the case unless `holds`. */
export function must(holds: unknown, otherwise: string): asserts holds {
  if (!holds) throw new ConformanceFailure(otherwise)
}

/** Fails the case unless both are the same JSON value. */
export function mustEqual(actual: unknown, expected: unknown, what: string): void {
  if (sameJson(actual, expected)) return
  const difference = differenceOf(json(actual) ?? '', json(expected) ?? '')
  throw new ConformanceFailure(`${what}: expected ${inspect(expected)}, got ${inspect(actual)}${difference}`, {
    expected: `${what}: ${inspect(expected)}`,
    seen: `${inspect(actual)}${difference}`,
  })
}

/** Whether two values are the same JSON: fields that are `undefined` count as absent. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false
  if (Array.isArray(a) && a.length !== b.length) return false // in a list, `undefined` counts
  return (
    Object.keys(a).every((key) => sameJson(a[key], ownOf(b, key))) &&
    Object.keys(b).every((key) => b[key] === undefined || Object.hasOwn(a, key))
  )
}

/** Of `__proto__`, too, only what is written. */
const ownOf = (value: Record<string, unknown>, key: string) => (Object.hasOwn(value, key) ? value[key] : undefined)

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const longest = 300

/** A short text of a value, for people; `shortened`, if there is one, is what `JSON.stringify` makes of each part. */
export function inspect(value: unknown, shortened?: (part: unknown) => unknown): string {
  const text = value instanceof Error ? `${value.name}: ${value.message}` : (json(value, shortened) ?? String(value))
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text
}

/** Where two texts differ, if `inspect` cuts them off before that. */
function differenceOf(actual: string, expected: string): string {
  const place = [...actual, ''].findIndex((character, index) => character !== expected[index])
  if (place < longest) return ''
  const from = (text: string) => `"${text.slice(place, place + longest / 10)}"`
  return `; they differ from character ${place} on: expected ${from(expected)}, got ${from(actual)}`
}

function json(value: unknown, shortened?: (part: unknown) => unknown): string | undefined {
  try {
    return JSON.stringify(value, shortened && ((_name, part: unknown) => shortened(part)))
  } catch {
    return undefined // circular or a BigInt: the caller uses its plain string
  }
}
