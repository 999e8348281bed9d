/**
 * The JSON text of a value: the one way in which this SDK writes JSON in a page. Arrays are written as they are, also where the
 * page has given all of them a `toJSON`, as Prototype.js up to 1.6 does, which makes a text of each.
 */
export const toJson = (value: unknown): string => JSON.stringify(value, 'toJSON' in [] ? withArraysAsGiven : undefined)

/** `JSON.stringify` has called the value's `toJSON` before; `this` is what holds the value. */
function withArraysAsGiven(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const given = this[key]
  return Array.isArray(given) ? given : value
}
