import { type Guard, methods, object, optional } from './guards.ts'

/** Checks one argument: throws a `TypeError`, or a `RangeError` for a number out of range, that names the problem. */
export function checkArgument(name: string, value: unknown, guard: Guard): void {
  const problem = guard(value, name)
  if (!problem) return
  throw new (typeof value === 'number' && /expected a.* number/.test(problem) ? RangeError : TypeError)(problem)
}

/** Checks each option of an options object in the same way. */
export function checkOptions(owner: string, options: object, guards: Readonly<Record<string, Guard>>): void {
  checkArgument(`${owner} options`, options, object)
  for (const [name, guard] of Object.entries(guards))
    checkArgument(`${owner} ${name}`, Reflect.get(options, name), guard)
}

/** The guards of the options `clock`, `network` and `logger`, wherever they are offered. */
export const environmentGuards = {
  clock: optional(methods('now', 'monotonic', 'after', 'random')),
  network: optional(methods('subscribe')),
  logger: optional(methods('debug', 'info', 'warn', 'error')),
}
