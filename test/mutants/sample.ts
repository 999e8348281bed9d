import { createHash } from 'node:crypto'
import type { Mutant } from './mutant.ts'

/** `size` of the mutants, chosen by `seed`: the same seed chooses the same ones as long as they exist. */
export function sample(mutants: readonly Mutant[], size: number, seed: number): Mutant[] {
  const lot = ({ place, what, target }: Mutant) =>
    createHash('sha1').update(`${seed} ${target} ${place} ${what}`).digest('hex')
  const drawn = new Set([...mutants].sort((a, b) => (lot(a) < lot(b) ? -1 : 1)).slice(0, size))
  return mutants.filter((mutant) => drawn.has(mutant))
}
