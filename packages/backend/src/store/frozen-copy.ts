/** A copy of a JSON value that nobody can change: callers keep what they have given, and what they are answered is no way in. */
export function frozenCopy<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy)) as Value
  // Unlike an assignment, this makes `__proto__` a field like any other.
  return Object.freeze(
    Object.fromEntries(Object.entries(value).map(([name, each]) => [name, frozenCopy(each)])),
  ) as Value
}
