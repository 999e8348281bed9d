import { seededRandom } from '../../../packages/faults/src/seeded-random.ts'

/** Chance with a seed: the same throws in the same order for the same one. */
export interface Dice {
  /** True once in `1 / probability` throws. */
  chance(probability: number): boolean
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number
  pick<Value>(values: readonly Value[]): Value
  /** Dice of their own for what throws at moments that nobody can foretell: these throw the same whatever becomes of those. */
  apart(): Dice
}

export function dice(seed: number): Dice {
  const random = seededRandom(seed)
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))
  return {
    chance: (probability) => random() < probability,
    between,
    pick(values) {
      const [first] = values
      if (first === undefined) throw new RangeError('there is nothing to pick from')
      return values[between(0, values.length - 1)] ?? first
    },
    apart: () => dice(between(0, 2 ** 32 - 1)),
  }
}
