import { deepestNesting, isNestedTooDeeply } from './nesting.ts'
import { utf8Bytes } from './utf8-bytes.ts'

/**
 * A copy of `value` as JSON carries it, so that later changes to `value` have no effect. Throws a `TypeError` that names `name`
 * when JSON cannot carry the value, or when it is larger than `maxBytes` or nested too deeply.
 */
export function jsonCopy<Value>(name: string, value: Value, maxBytes = Number.POSITIVE_INFINITY): Value {
  const json = toJson(name, value)
  // JSON.stringify gives undefined for a function or a symbol.
  if (json === undefined) throw new TypeError(`${name}: expected a JSON value, got ${typeof value}`)
  const bytes = utf8Bytes(json)
  if (bytes > maxBytes) throw new TypeError(`${name}: expected at most ${maxBytes} bytes of JSON, got ${bytes}`)
  const copy = JSON.parse(json) as Value
  if (isNestedTooDeeply(copy)) {
    throw new TypeError(`${name}: expected a JSON value nested at most ${deepestNesting} levels deep`)
  }
  return copy
}

function toJson(name: string, value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    throw new TypeError(`${name}: expected a JSON value, got a cycle, a bigint or one nested too deeply`, { cause })
  }
}
