// Breaks one package's sources in every small way that Stryker knows, and runs the package's tests on each:
//   npm run mutation -- core|cometd|backend [--only 'linked-transport/**'] [--anew]
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root, run } from './npm.mjs'

const names = ['core', 'cometd', 'backend']

const { name, only, anew } = read()
const report = `test-results/mutation/${name}`
if (anew) rmSync(join(root, report), { recursive: true, force: true })

const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js')
const ok = run(process.execPath, [stryker, 'run', 'test/mutation/stryker.config.mjs'], {
  MUTATION_PACKAGE: name,
  ...(only && { MUTATION_FILES: only }),
})
console.log(`The report: ${report}/index.html`)
process.exitCode = ok ? 0 : 1

function read() {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { only: { type: 'string' }, anew: { type: 'boolean' } },
    })
    const [name] = positionals
    if (positionals.length !== 1 || !names.includes(name)) throw new Error(`Name one package: ${names.join(', ')}.`)
    return { name, ...values }
  } catch (error) {
    console.error(error.message)
    process.exit(2)
  }
}
