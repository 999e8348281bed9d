import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { entries } from '../entries.mjs'
import { root } from '../npm.mjs'
import { budgets } from './budgets.mjs'

/**
 * What each entry weighs, minified and gzipped, with its budget. A file that pages load as it is has its own size; of an entry for
 * bundlers all is counted that it exports, and nothing of what it loads later or of the packages that it imports, which count for themselves.
 */
export async function sizes() {
  return Promise.all(
    entries().map(async ({ folder, name, code, types }) => {
      const file = join(root, code)
      const isForBundlers = types && folder !== 'browser'
      const script = isForBundlers ? await bundled(file) : readFileSync(file)
      return { name, gzipBytes: gzipSync(script, { level: 9 }).length, budget: budgets[name] }
    }),
  )
}

async function bundled(file) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    packages: 'external',
    minify: true,
    format: 'esm',
    write: false,
    tsconfigRaw: '{}', // ours leads to the sources of the packages
    plugins: [loadedLater],
  })
  return outputFiles[0].contents
}

const loadedLater = {
  name: 'loaded-later',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\./ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    ),
}
