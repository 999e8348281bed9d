import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A TypeScript file that can be run in processes of its own. */
export interface Bundled {
  /** Where it is, for who runs it otherwise. */
  readonly file: string
  /** Runs it with `options` as its argument, in JSON. */
  run(options: unknown, execArgv?: readonly string[]): ChildProcess
  remove(): void
}

/** All packages have the scope but the command, which is what people type. */
const packageNamed = (folder: string) => (folder === 'chat-transport-server' ? folder : `@chat-transport/${folder}`)

/** Bundles `entry` with the packages' sources: Node cannot run TypeScript everywhere that it is to run here. */
export async function bundle(entry: URL): Promise<Bundled> {
  // What is bundled lies where its dependencies are found.
  const folder = mkdtempSync(join(root, 'node_modules', '.bundled-'))
  const file = join(folder, 'entry.mjs')
  const packages = readdirSync(join(root, 'packages'))
  await build({
    entryPoints: [fileURLToPath(entry)],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: Object.fromEntries(
      packages.map((name) => [packageNamed(name), join(root, 'packages', name, 'src', 'index.ts')]),
    ),
  })
  return {
    file,
    run: (options, execArgv = []) =>
      fork(file, [JSON.stringify(options)], {
        execArgv: [...execArgv],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
