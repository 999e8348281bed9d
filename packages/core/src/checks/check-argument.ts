import { type Guard, methods, object, only, optional, type Problem } from './guards.ts'

const refuse = (problem: Problem | undefined, owner = ''): void => {
  if (problem) throw new (problem.isRange ? RangeError : TypeError)(owner + problem.message)
}

/** Checks one argument: throws a `TypeError`, or a `RangeError` for a value out of range, that names the problem. */
export function checkArgument(name: string, value: unknown, guard: Guard): void {
  refuse(guard(value, name))
}

/** Checks each option of an options object in the same way. One with a value that has no guard is refused: it would be ignored. */
export function checkOptions(owner: string, options: object, guards: Readonly<Record<string, Guard>>): void {
  checkArgument(`${owner} options`, options, object)
  refuse(only(guards, 'option')(options, ''), `${owner} `)
}

/** The guards of the options `clock`, `network` and `logger`, wherever they are offered. */
export const environmentGuards = {
  clock: optional(methods('now', 'monotonic', 'after', 'random')),
  network: optional(methods('subscribe')),
  logger: optional(methods('debug', 'info', 'warn', 'error')),
}
