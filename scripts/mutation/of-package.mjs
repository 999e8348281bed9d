import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from '../npm.mjs'
import { readOptions, requireWholeNumbers } from '../options.mjs'

export const packages = ['core', 'cometd', 'backend']

/** Breaks one package's sources in every small way that Stryker knows, and runs its tests on each. True when they see enough. */
export function mutatePackage(name, args) {
  const { only, anew, sample, seed } = read(args)
  const report = `test-results/mutation/${name}`
  const result = join(root, report, 'mutation.json')
  // Stryker writes none when it breaks off.
  rmSync(anew ? join(root, report) : result, { recursive: true, force: true })
  const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js')
  const seesEnough = run(process.execPath, [stryker, 'run', 'test/mutation/stryker.config.mjs'], {
    MUTATION_PACKAGE: name,
    ...(only && { MUTATION_FILES: only }),
    ...(sample && { MUTATION_SAMPLE: sample, MUTATION_SEED: seed }),
  })
  if (existsSync(result)) {
    console.log(`The report: ${report}/index.html`)
    if (sample) console.log(`Seed ${seed}: ${ofTheSample(JSON.parse(readFileSync(result, 'utf8')))}`)
  }
  return seesEnough
}

/** The score of all mutants lies in this interval (Wilson's) for 95 of 100 seeds. */
function ofTheSample({ files }) {
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status))
  const count = (...ones) => statuses.filter((status) => ones.includes(status)).length
  const [seen, missed, notDrawn] = [count('Killed', 'Timeout'), count('Survived', 'NoCoverage'), count('CompileError')]
  const broken = count('RuntimeError')
  const drawn = seen + missed
  const z = 1.96
  const middle = (seen + z ** 2 / 2) / (drawn + z ** 2)
  const half = (z / (drawn + z ** 2)) * Math.sqrt((seen * missed) / drawn + z ** 2 / 4)
  const percent = (share) => `${(100 * share).toFixed(1)} %`
  const interval = `${percent(middle - half)} to ${percent(middle + half)} with 95 % confidence`
  const score = `${seen} of ${drawn} seen, drawn from ${drawn + broken + notDrawn}: ${percent(seen / drawn)} (${interval})`
  // Such a mutant is neither seen nor missed: the score is not that of the sample.
  return broken ? `${score}. WITHOUT A VERDICT: ${broken}, on which the test runner broke down` : score
}

function read(args) {
  const text = { type: 'string' }
  const options = { only: text, sample: text, seed: { ...text, default: '1' }, anew: { type: 'boolean' } }
  const { values } = readOptions({ args, options })
  requireWholeNumbers(values, ['sample', 'seed'])
  return values
}
