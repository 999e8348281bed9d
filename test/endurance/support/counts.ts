/** Numbers, by the names of what is counted. */
export type Counts = Record<string, number>

/** Adds to what is counted under a name. */
export function count(counts: Counts, name: string, more = 1): void {
  counts[name] = (counts[name] ?? 0) + more
}

/** Keeps the highest value seen under a name. */
export function keepHighest(counts: Counts, name: string, value: number): void {
  counts[name] = Math.max(counts[name] ?? 0, value)
}

/** Such as `3 started, 1 refused`. */
export function inWords(counts: Readonly<Counts>): string {
  const words = Object.entries(counts).map(([name, value]) => `${value} ${name}`)
  return words.join(', ') || 'nothing'
}
