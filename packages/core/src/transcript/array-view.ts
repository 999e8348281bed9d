/**
 * A read-only array of `length` elements that costs nothing to make. `length`, `[index]` and `at()` are answered one by one
 * through `at`; used as a whole (`map`, `for…of`, spread, `JSON.stringify`) it becomes a plain frozen array inside, once.
 * `at` must keep giving the same elements.
 */
export function arrayView<T>(length: number, at: (index: number) => T): readonly T[] {
  const target: T[] = []
  const whole = () => {
    if (Object.isFrozen(target)) return target
    for (let index = 0; index < length; index++) target.push(at(index))
    return Object.freeze(target) as T[]
  }
  return new Proxy(target, {
    get(_, name) {
      if (name === 'length') return length
      if (typeof name === 'string' && /^\d+$/.test(name)) return Number(name) < length ? at(Number(name)) : undefined
      const value: unknown = Reflect.get(target, name)
      // Methods run on the plain array, since a turn of the proxy for every element would be slow. `at` needs one element.
      if (typeof value !== 'function' || name === 'constructor' || name === 'at') return value
      return value.bind(whole()) as unknown
    },
    ...Object.fromEntries(
      askedAsWhole.map((trap) => [trap, (_: T[], ...rest: [never, never]) => Reflect[trap](whole(), ...rest)]),
    ),
  })
}

const askedAsWhole = [
  'has',
  'ownKeys',
  'getOwnPropertyDescriptor',
  'defineProperty',
  'deleteProperty',
  'isExtensible',
  'preventExtensions',
] as const
