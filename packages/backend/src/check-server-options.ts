import { checkArgument, checkOptions, guards } from '@chat-transport/core'
import { closest, distance } from 'fastest-levenshtein'

/** Of the known names the one that was probably meant. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const nearest = closest(name, known)
  const isNear = distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, name.length / 3)
  return isNear ? nearest : undefined
}

/** Checks options as `checkOptions` of core does. Of a name that no option has it also says which one was probably meant. */
export function checkServerOptions(
  owner: string,
  options: object,
  known: Readonly<Record<string, guards.Guard>>,
): void {
  checkArgument(`${owner} options`, options, guards.object)
  const problem = unknownName(options, known)
  if (problem) throw new TypeError(`${owner} ${problem}`)
  checkOptions(owner, options, known)
}

/** The same as a guard, for options within options. */
export function knownOptions(known: Readonly<Record<string, guards.Guard>>): guards.Guard {
  const fields = guards.fields(known)
  return (value, path) => {
    const problem = guards.isObject(value) && unknownName(value, known)
    return problem ? { message: `${path}.${problem}` } : fields(value, path)
  }
}

function unknownName(options: object, known: object): string | undefined {
  const isUnknown = ([name, value]: [string, unknown]) => value !== undefined && !Object.hasOwn(known, name)
  const name = Object.entries(options).find(isUnknown)?.[0]
  if (name === undefined) return undefined
  const names = Object.keys(known)
  const nearest = nearestName(name, names)
  return `${name}: there is no such option. ${nearest ? `Did you mean ${nearest}?` : `There are ${names.join(', ')}`}`
}
