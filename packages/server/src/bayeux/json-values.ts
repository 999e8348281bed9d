/** Whether `json` has more than `most` values, at whatever depth. Looks no further than that. */
export function hasMoreValuesThan(json: unknown, most: number): boolean {
  // No recursion: a frame may be nested more deeply than the stack allows.
  const open = [json]
  for (let seen = 0; open.length > 0; seen++) {
    if (seen + open.length > most) return true
    const value = open.pop()
    if (typeof value === 'object' && value !== null) for (const entry of Object.values(value)) open.push(entry)
  }
  return false
}
