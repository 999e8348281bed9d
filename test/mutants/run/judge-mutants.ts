import type { JudgedMutant, Mutant } from '../mutant.ts'
import { judgeMutant } from './judge-mutant.ts'

interface Judging {
  readonly root: string
  /** Runs at the same time: they wait most of it. */
  readonly atOnce: number
  judged?(one: JudgedMutant, count: number): void
}

/** Judges all mutants, some at the same time. Their order stays. */
export async function judgeMutants(
  mutants: readonly Mutant[],
  { root, atOnce, judged }: Judging,
): Promise<JudgedMutant[]> {
  const outcomes: JudgedMutant[] = []
  const left = [...mutants.keys()]
  let count = 0
  const work = async () => {
    for (let place = left.shift(); place !== undefined; place = left.shift()) {
      const outcome = await judgeMutant(root, mutants[place] as Mutant)
      outcomes[place] = outcome
      judged?.(outcome, ++count)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return outcomes
}
