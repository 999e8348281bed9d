import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { root } from '../npm.mjs'
import { failUsage, readOptions, requireWholeNumbers } from '../options.mjs'

const text = { type: 'string' }

/** Makes wrong links and transports out of the right ones, and runs the conformance kit on each. */
export async function mutateKit(args) {
  const { values } = readOptions({
    args,
    options: { family: text, only: text, sample: text, seed: text, 'at-once': text },
  })
  requireWholeNumbers(values, ['sample', 'seed', 'at-once'])
  const { families, runMutants } = await load('test/mutants/run-mutants.ts')
  if (!families.includes(values.family ?? families[0]))
    failUsage(`--family: expected ${families.join(' or ')}, got ${values.family}`)
  await runMutants(root, values)
}

/** Node cannot run TypeScript in every version that it is to run in. */
async function load(entry) {
  const outfile = join(root, 'node_modules/.cache/mutants/run-mutants.mjs')
  const alias = { '@chat-transport/core': join(root, 'packages/core/src/index.ts') }
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias,
  })
  return import(pathToFileURL(outfile).href)
}
