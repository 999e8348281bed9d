import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { entries } from '../entries.mjs'
import { root } from '../npm.mjs'
import { budgets } from './budgets.mjs'
import { gzipped, sizeOfScript } from './size-of-script.mjs'

/**
 * What each entry weighs, minified and gzipped, with its budget, and what the widget loads beside itself. A file that pages load as it is has
 * its own size; of an entry for bundlers all is counted that it exports, and nothing of what it loads later or of the packages that it
 * imports, which count for themselves.
 */
export async function sizes() {
  const forBundlers = entries().filter(({ folder, types }) => types && folder !== 'browser')
  const forPages = entries().filter((entry) => !forBundlers.some(({ code }) => code === entry.code))
  const scripts = new Set([...forPages.map(({ code }) => code), ...scriptsIn('packages/widget/dist/standalone')])
  return [
    ...[...scripts].map(sizeOfScript),
    ...(await Promise.all(
      forBundlers.map(async ({ name, code }) => {
        const gzipBytes = gzipped(await bundled(join(root, code)))
        return { name, gzipBytes, budget: budgets[name] }
      }),
    )),
  ]
}

const scriptsIn = (folder) =>
  readdirSync(join(root, folder)).flatMap((file) => (file.endsWith('.js') ? `${folder}/${file}` : []))

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
