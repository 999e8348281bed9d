/** How deeply a JSON value may be nested. Much deeper values exhaust the stack when they are written as JSON again. */
const deepestNesting = 100
/** How many values a visitor's command may have: each costs many times its two or three bytes of JSON while it is read. */
export const mostCommandValues = 4_000

/** Which bound `value`, as parsed from JSON, is beyond; `undefined` if it is within both. Looks no further than the bounds. */
export function jsonBoundExceeded(value: unknown, mostValues = Number.POSITIVE_INFINITY): string | undefined {
  let values = 0
  const isNestedTooDeeply = (part: unknown, levels: number): boolean => {
    values += 1
    if (typeof part !== 'object' || part === null || values > mostValues) return false
    return levels === 0 || Object.values(part).some((entry) => isNestedTooDeeply(entry, levels - 1))
  }
  if (isNestedTooDeeply(value, deepestNesting)) return `nested at most ${deepestNesting} levels deep`
  return values > mostValues ? `of at most ${mostValues} values` : undefined
}
