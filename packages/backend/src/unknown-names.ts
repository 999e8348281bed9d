import { closest, distance } from 'fastest-levenshtein'

/** Of the known names the one that was probably meant. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const nearest = closest(name, known)
  const isNear = distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, name.length / 3)
  return isNear ? nearest : undefined
}

/** Throws a `TypeError` for a name that no option has: one that is misspelt would be ignored. */
export function refuseUnknownNames(owner: string, options: object, known: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(known, name)) continue
    const names = Object.keys(known)
    const nearest = nearestName(name, names)
    const advice = nearest ? `Did you mean ${nearest}?` : `There are ${names.join(', ')}`
    throw new TypeError(`${owner} ${name}: there is no such option. ${advice}`)
  }
}
