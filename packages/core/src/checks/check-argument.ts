import { type Guard, methods, object, optional } from './guards.ts'

/** Throws a `TypeError` (a `RangeError` for a number out of range) that names what was wrong with an argument. */
export function checkArgument(name: string, value: unknown, guard: Guard): void {
  const problem = guard(value, name)
  if (!problem) return
  throw new (typeof value === 'number' && /expected a.* number/.test(problem) ? RangeError : TypeError)(problem)
}

/** Does so for each option of an object of them. */
export function checkOptions(owner: string, options: object, guards: Readonly<Record<string, Guard>>): void {
  checkArgument(`${owner} options`, options, object)
  for (const [name, guard] of Object.entries(guards))
    checkArgument(`${owner} ${name}`, Reflect.get(options, name), guard)
}

/** What a page may put in place of its own clock, network status and console. */
export const environmentGuards = {
  clock: optional(methods('now', 'monotonic', 'after', 'random')),
  network: optional(methods('subscribe')),
  logger: optional(methods('debug', 'info', 'warn', 'error')),
}
