import { deepestNesting, isNestedTooDeeply } from './nesting.ts'

/**
 * What application code hands over, as a wire can carry it, and as nobody can change it any more. Throws a `TypeError` that
 * names `parameter` when it is no JSON value.
 */
export function jsonCopy<Value>(parameter: string, value: Value): Value {
  const json = toJson(parameter, value)
  // A function, a symbol.
  if (json === undefined) throw new TypeError(`${parameter} must be a JSON value, not a ${typeof value}`)
  const copy = JSON.parse(json) as Value
  if (!isNestedTooDeeply(copy)) return copy
  throw new TypeError(`${parameter} must be a JSON value that is nested ${deepestNesting} levels deep at most`)
}

function toJson(parameter: string, value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    // A cycle, a bigint, or nesting that exhausts the stack.
    throw new TypeError(`${parameter} must be a JSON value: ${String(cause)}`, { cause })
  }
}
