/** How deeply a command may be nested. What is much deeper could not be written as JSON again: it would exhaust the stack. */
export const deepestNesting = 100

/** Whether `value`, as parsed from JSON, is nested deeper than `levels`: it looks no further down than that itself. */
export function isNestedTooDeeply(value: unknown, levels = deepestNesting): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((entry) => isNestedTooDeeply(entry, levels - 1))
}
