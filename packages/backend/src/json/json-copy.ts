import { jsonBoundExceeded } from './json-size.ts'
import { utf8Bytes } from './utf8-bytes.ts'

/**
 * A copy of `value` as JSON carries it, so that later changes to `value` have no effect. Throws a `TypeError` that names `name`
 * when JSON cannot carry the value, or when it is nested too deeply.
 */
export function jsonCopy<Value>(name: string, value: Value): Value {
  return parseJson(name, jsonText(name, value)) as Value
}

/** `value` as JSON text. Throws a `TypeError` that names `name` when JSON cannot carry the value, or when it is too large. */
export function jsonText(name: string, value: unknown, maxBytes = Number.POSITIVE_INFINITY): string {
  const json = toJson(name, value)
  // JSON.stringify gives undefined for a function or a symbol.
  if (json === undefined) throw new TypeError(`${name}: expected a JSON value, got ${typeof value}`)
  const bytes = utf8Bytes(json)
  if (bytes > maxBytes) throw new TypeError(`${name}: expected at most ${maxBytes} bytes of JSON, got ${bytes}`)
  return json
}

/** The value of a text by `jsonText`. Throws a `TypeError` that names `name` when it is nested too deeply, or has too many values. */
export function parseJson(name: string, json: string, mostValues?: number): unknown {
  const value: unknown = JSON.parse(json)
  const bound = jsonBoundExceeded(value, mostValues)
  if (bound !== undefined) throw new TypeError(`${name}: expected a JSON value ${bound}`)
  return value
}

function toJson(name: string, value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    throw new TypeError(`${name}: expected a JSON value, got a cycle, a bigint or one nested too deeply`, { cause })
  }
}
