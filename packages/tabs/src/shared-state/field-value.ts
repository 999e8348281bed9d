import { toJson } from '@chat-transport/core'

/** How long a field may be as JSON. All of a site share what `localStorage` holds, about 5 million characters. */
const mostCharacters = 16_384

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)

/** Whether a value can take the place of the initial one. `null` says nothing of what will come. */
const fits = (value: unknown, initial: unknown) => initial === null || kindOf(value) === kindOf(initial)

/**
 * The value as JSON. Throws a `TypeError` for what the other tabs would not read, and a `RangeError` for what is too long; both
 * say `path`.
 */
export function writtenField(path: string, value: unknown, initial: unknown): string {
  const json = toJson(value) as string | undefined
  const found: unknown = json === undefined ? undefined : JSON.parse(json)
  if (json === undefined || !fits(found, initial)) {
    const expected = initial === null ? 'JSON' : `${kindOf(initial)} as JSON, like the initial value`
    throw new TypeError(`${path}: expected ${expected}, got ${kindOf(found)}`)
  }
  if (json.length > mostCharacters)
    throw new RangeError(`${path}: expected at most ${mostCharacters} characters as JSON, got ${json.length}`)
  return json
}

/** What is stored, if it is of the initial value's kind. Otherwise another version or a person has written it: the initial value. */
export function readField(text: string | null, initial: unknown): unknown {
  if (text === null) return initial
  try {
    const value: unknown = JSON.parse(text)
    return fits(value, initial) && toJson(value) ? value : initial
  } catch {
    return initial // It is no JSON, or nested so deeply that it can be read, and not be written again.
  }
}
