import { toJson } from './to-json.ts'

/** The value as it will travel: what the caller changes in it later is not sent. A `TypeError` when JSON cannot hold it. */
export function jsonSnapshot<Value>(value: Value, name: string): Value {
  try {
    return JSON.parse(toJson(value)) as Value
  } catch (cause) {
    throw new TypeError(`${name}: expected what JSON can hold: ${String(cause)}`, { cause })
  }
}
