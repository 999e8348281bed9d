import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { commitOf, versionOf } from '../run/conditions.ts'
import type { Bundle, BundleReport } from './bundle-report.ts'
import { clients, type Client } from './clients.ts'

const folder = join('bench', 'bundles')

/** Bundles each client's program by the same bundler. All must be installed, and our packages built. */
export async function measureBundles(): Promise<BundleReport> {
  const bundles: Bundle[] = []
  for (const client of clients) bundles.push(await measureBundle(client))
  const conditions = {
    date: new Date().toISOString().slice(0, 10),
    commit: commitOf('.'),
    node: process.version.slice(1),
    esbuild: versionOf('node_modules/esbuild'),
  }
  return { conditions, bundles }
}

async function measureBundle({ name, installed, program, script }: Client): Promise<Bundle> {
  const files = program === undefined ? [readFileSync(script)] : await bundled(program)
  const sumOf = (sizeOf: (file: Uint8Array) => number) => files.reduce((sum, file) => sum + sizeOf(file), 0)
  return {
    client: name,
    version: versionOf(installed),
    minifiedBytes: sumOf(({ length }) => length),
    gzipBytes: sumOf((file) => gzipSync(file, { level: 9 }).length),
  }
}

/** The files that a page loads at once, and not what it may load later. */
async function bundled(program: string): Promise<readonly Uint8Array[]> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(folder, 'programs', `${program}.js`)],
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' },
    outdir: 'bundle',
    write: false,
    metafile: true,
    logLevel: 'error',
    tsconfigRaw: '{}', // ours leads to the sources of the packages
  })
  const loaded = new Set<string>()
  const load = (path: string) => {
    if (loaded.has(path)) return
    loaded.add(path)
    for (const { path: imported, kind } of metafile.outputs[path]?.imports ?? [])
      if (kind === 'import-statement') load(imported)
  }
  for (const [path, { entryPoint }] of Object.entries(metafile.outputs))
    if (entryPoint?.includes('/programs/')) load(path)
  return outputFiles.filter(({ path }) => loaded.has(relative('.', path))).map(({ contents }) => contents)
}
