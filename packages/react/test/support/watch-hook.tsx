import type { ReactElement } from 'react'

/** A component that calls a hook, and what the hook gave in each render. */
export function watchHook<Value>(hook: () => Value) {
  const values: Value[] = []
  return {
    values,
    latest: () => values.at(-1) as Value,
    Watch(): ReactElement {
      values.push(hook())
      return <></>
    },
  }
}
