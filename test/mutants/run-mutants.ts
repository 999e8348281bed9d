import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JudgedMutant, Mutant } from './mutant.ts'
import { formatMutants } from './report.ts'
import { rewrittenMutants } from './rewriting/rewritten-mutants.ts'
import { judgeMutants } from './run/judge-mutants.ts'
import { sample } from './sample.ts'
import { wrappedMutants } from './wrappers/wrapped-mutants.ts'

export { families } from './mutant.ts'

/** The options of `npm run mutation -- kit`, as they were given: `scripts/mutation/of-kit.mjs` has checked them. */
export interface MutantOptions {
  readonly sample?: string
  readonly seed?: string
  readonly family?: string
  readonly only?: string
  readonly 'at-once'?: string
}

const reportFolder = 'test-results/mutants'

/** Makes the mutants, runs the kit on each and prints what it saw. `root` is the folder of the checkout. */
export async function runMutants(root: string, options: MutantOptions): Promise<void> {
  const mutants = chosen(root, options)
  const atOnce = Number(options['at-once'] ?? 2)
  await mustBeRight(root, mutants, atOnce)
  console.log(`${mutants.length} mutants`)
  const judged = await judgeMutants(mutants, { root, atOnce, judged: tellProgress(mutants.length) })
  console.log(`\n${formatMutants(judged)}`)
  mkdirSync(join(root, reportFolder), { recursive: true })
  const plain = judged.map(({ mutant: { source: _, ...mutant }, ...outcome }) => ({ ...mutant, ...outcome }))
  writeFileSync(join(root, reportFolder, 'mutants.json'), JSON.stringify(plain, undefined, 2))
}

function chosen(root: string, { sample: size, seed = '1', family, only }: MutantOptions): Mutant[] {
  const all = [...wrappedMutants(), ...rewrittenMutants(root)].filter(
    (mutant) =>
      (family === undefined || mutant.family === family) &&
      (only === undefined || `${mutant.target} ${mutant.place}`.includes(only)),
  )
  return size === undefined ? all : sample(all, Number(size), Number(seed))
}

/** A kit that finds fault with the right one would call every mutant seen. */
async function mustBeRight(root: string, mutants: readonly Mutant[], atOnce: number): Promise<void> {
  const targets = [...new Set(mutants.map(({ target }) => target))]
  const right = targets.map((target): Mutant => ({
    family: 'rewriting',
    target,
    place: target,
    what: 'as it is',
    blames: [],
  }))
  for (const { mutant, verdict, by } of await judgeMutants(right, { root, atOnce }))
    if (verdict !== 'rightly passed') throw new Error(`The kit refuses ${mutant.target}, which is right: ${by}`)
}

const tellProgress =
  (all: number) =>
  ({ mutant, verdict }: JudgedMutant, count: number): void =>
    console.log(`${count}/${all} ${verdict}: ${mutant.place}: ${mutant.what}`)
