/** Remembers what `run` gave for an object, as long as that lives: what is computed of a transcript is computed once until it changes. */
export function onceFor<Key extends object, Value>(run: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>()
  return (key) => {
    const found = known.get(key) ?? { value: run(key) }
    known.set(key, found)
    return found.value
  }
}
