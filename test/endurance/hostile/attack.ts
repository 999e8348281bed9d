/** Where an attack goes, and from which addresses it may come. */
export interface Target {
  readonly url: string
  /** Addresses of this machine. An attack that needs only one uses the first. */
  readonly addresses: readonly string[]
}

/** What an attack has come to so far: names of what it counts, with their numbers. */
export type Achieved = Record<string, number>

/** Goes on until its process ends; counts into `achieved`. */
export type Attack = (target: Target, achieved: Achieved) => void

/** Adds to what is counted under a name. */
export function count(achieved: Achieved, name: string, more = 1): void {
  achieved[name] = (achieved[name] ?? 0) + more
}

/** Keeps the highest value seen under a name. */
export function keepHighest(achieved: Achieved, name: string, value: number): void {
  achieved[name] = Math.max(achieved[name] ?? 0, value)
}
