/** How deeply a command may be nested. What is deeper cannot be written as JSON again without risking the stack. */
export const deepestNesting = 100

/** Whether `value`, as parsed from JSON, is nested deeper than `deepestNesting`. Uses no recursion itself. */
export function isNestedTooDeeply(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepestNesting) return true
    level = level.flatMap((entry) => (typeof entry === 'object' && entry !== null ? Object.values(entry) : []))
  }
  return false
}
