import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import type { Mutant } from '../mutant.ts'

/** What is bundled lies where its dependencies are found. */
const folder = 'node_modules/.cache/mutants'

/** Bundles the process that judges this mutant, with the packages' sources but for the one that is rewritten. */
export async function bundleMutant(root: string, { target, source }: Mutant, name: string): Promise<string> {
  const outfile = join(root, folder, `${name}.mjs`)
  mkdirSync(join(root, folder), { recursive: true })
  await build({
    stdin: {
      contents: `import { judgeTarget } from './run/judge-target.ts'
        import { start } from './targets/${target}.ts'
        await judgeTarget(start)`,
      resolveDir: join(root, 'test/mutants'),
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
    alias: {
      vitest: join(root, 'test/mutants/run/no-test-runner.ts'),
      ...Object.fromEntries(
        readdirSync(join(root, 'packages')).map((each) => [
          `@chat-transport/${each}`,
          join(root, `packages/${each}/src/index.ts`),
        ]),
      ),
    },
    plugins: source ? [instead(join(root, source.file), source.text)] : [],
  })
  return outfile
}

/** Gives esbuild another text of one file. */
const instead = (path: string, contents: string): Plugin => ({
  name: 'rewritten',
  setup(building) {
    building.onLoad({ filter: /\.ts$/ }, (file) => (file.path === path ? { contents, loader: 'ts' } : undefined))
  },
})
