/** How deeply a command may be nested. Much deeper values exhaust the stack when they are written as JSON again. */
export const deepestNesting = 100

/** Whether `value`, as parsed from JSON, is nested deeper than `levels`. Looks no deeper than that. */
export function isNestedTooDeeply(value: unknown, levels = deepestNesting): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((entry) => isNestedTooDeeply(entry, levels - 1))
}
