/** Freezes a JSON value and everything in it. Returns the value. */
export function freezeDeeply<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  for (const entry of Object.values(value)) freezeDeeply(entry)
  return Object.freeze(value)
}
