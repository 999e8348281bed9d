/** What the global object holds under each name, as far as it can be compared: functions and objects that stay the same. */
export type GlobalNames = ReadonlyMap<string, unknown>

const nothing = Symbol('a value that cannot be compared')

export function globalNames(): GlobalNames {
  const first = readings()
  const second = readings()
  return new Map([...second].map(([name, value]) => [name, Object.is(value, first.get(name)) ? value : nothing]))
}

/** Names that came, went, or now hold something else. */
export function changedNames(before: GlobalNames, after: GlobalNames): string[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].filter((name) => {
    if (!before.has(name) || !after.has(name)) return true
    const [was, is] = [before.get(name), after.get(name)]
    return was !== nothing && is !== nothing && !Object.is(was, is)
  })
}

function readings(): Map<string, unknown> {
  const read = (name: string): unknown => {
    try {
      const value: unknown = Reflect.get(globalThis, name)
      return typeof value === 'object' || typeof value === 'function' ? value : nothing
    } catch {
      return nothing // a getter that is forbidden here, such as storage in a sandboxed frame
    }
  }
  return new Map(Object.getOwnPropertyNames(globalThis).map((name) => [name, read(name)]))
}
