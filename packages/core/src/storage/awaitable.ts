export type Awaitable<Value> = Value | Promise<Value>

export const isPromise = (value: unknown): value is Promise<never> =>
  typeof (value as Promise<never> | null)?.then === 'function'

/** Goes on at once with a value that is here: in `pagehide` there is no later. */
export function whenReady<Value, Result>(
  value: Awaitable<Value>,
  use: (value: Value) => Result,
): Awaitable<Awaited<Result>> {
  return (isPromise(value) ? Promise.resolve(value).then(use) : use(value as Value)) as Awaitable<Awaited<Result>>
}
