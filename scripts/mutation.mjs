// Breaks one package's sources in every small way that Stryker knows, and runs the package's tests on each:
//   npm run mutation -- core|cometd|backend [--only 'linked-transport/**'] [--anew] [--sample 200 --seed 1]
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root, run } from './npm.mjs'

const names = ['core', 'cometd', 'backend']

const { name, only, anew, sample, seed } = read()
const report = `test-results/mutation/${name}`
const result = join(root, report, 'mutation.json')
// Stryker writes none when it breaks off.
rmSync(anew ? join(root, report) : result, { recursive: true, force: true })

const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js')
const ok = run(process.execPath, [stryker, 'run', 'test/mutation/stryker.config.mjs'], {
  MUTATION_PACKAGE: name,
  ...(only && { MUTATION_FILES: only }),
  ...(sample && { MUTATION_SAMPLE: sample, MUTATION_SEED: seed }),
})
if (existsSync(result)) {
  if (sample) console.log(ofTheSample(JSON.parse(readFileSync(result, 'utf8'))))
  console.log(`The report: ${report}/index.html`)
}
process.exitCode = ok ? 0 : 1

/** The score of all mutants lies in this interval (Wilson's) for 95 of 100 seeds. */
function ofTheSample({ files }) {
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status))
  const count = (...ones) => statuses.filter((status) => ones.includes(status)).length
  const [seen, missed, notDrawn] = [count('Killed', 'Timeout'), count('Survived', 'NoCoverage'), count('CompileError')]
  const drawn = seen + missed
  const z = 1.96
  const middle = (seen + z ** 2 / 2) / (drawn + z ** 2)
  const half = (z / (drawn + z ** 2)) * Math.sqrt((seen * missed) / drawn + z ** 2 / 4)
  const percent = (share) => `${(100 * share).toFixed(1)} %`
  const interval = `${percent(middle - half)} to ${percent(middle + half)} with 95 % confidence`
  return `Seed ${seed}: ${seen} of ${drawn} seen, drawn from ${drawn + notDrawn}: ${percent(seen / drawn)} (${interval})`
}

function read() {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: {
        only: { type: 'string' },
        anew: { type: 'boolean' },
        sample: { type: 'string' },
        seed: { type: 'string', default: '1' },
      },
    })
    const [name] = positionals
    if (positionals.length !== 1 || !names.includes(name)) throw new Error(`Name one package: ${names.join(', ')}.`)
    if (values.sample && !/^[1-9]\d*$/.test(values.sample))
      throw new Error('--sample: give a whole number of at least 1.')
    return { name, ...values }
  } catch (error) {
    console.error(error.message)
    process.exit(2)
  }
}
