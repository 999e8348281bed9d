import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root, run } from '../npm.mjs'

export const packages = ['core', 'cometd', 'backend']

/** Breaks one package's sources in every small way that Stryker knows, and runs its tests on each. True when they see enough. */
export function mutatePackage(name, args) {
  const { only, anew } = parseArgs({ args, options: { only: { type: 'string' }, anew: { type: 'boolean' } } }).values
  const report = `test-results/mutation/${name}`
  if (anew) rmSync(join(root, report), { recursive: true, force: true })
  const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js')
  const seesEnough = run(process.execPath, [stryker, 'run', 'test/mutation/stryker.config.mjs'], {
    MUTATION_PACKAGE: name,
    ...(only && { MUTATION_FILES: only }),
  })
  console.log(`The report: ${report}/index.html`)
  return seesEnough
}
