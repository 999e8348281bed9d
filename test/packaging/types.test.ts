import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { publishedPackages } from '../../scripts/release/published-packages.mjs'
import { shareOutsideProject } from './support/outside-project.ts'

/** The oldest TypeScript that is supported, the last of each line, and the newest. */
const compilers = {
  'typescript-5.0': 'npm:typescript@~5.0',
  'typescript-5.9': 'npm:typescript@~5.9',
  'typescript-6': 'npm:typescript@6',
  'typescript-7': 'npm:typescript@7',
}

const project = shareOutsideProject({
  app: 'types',
  packages: publishedPackages().map(({ folder }) => folder),
  dependencies: { ...compilers, '@types/node': '20', '@types/react': '19', react: '19' },
})

/** Each kind of resolution with the format of modules that goes with it. */
const formats = { node10: 'commonjs', node16: 'node16', nodenext: 'nodenext', bundler: 'esnext' } as const
type Resolution = keyof typeof formats

const commonJs = ['page.cts', 'server.cts']
const everything = [...commonJs, 'page.mts', 'server.mts', 'module.mts']

beforeAll(async () => {
  const { folder } = project()
  const copies = ['page', 'server'].flatMap((name) => [`${name}.mts`, `${name}.cts`])
  await Promise.all(copies.map((copy) => copyFile(join(folder, copy.replace(/\.[mc]ts$/, '.ts')), join(folder, copy))))
})

/** All kinds of resolution at both ends; TypeScript 7 no longer has `node10`. In between the strictest one. */
test.each<[compiler: keyof typeof compilers, resolution: Resolution]>([
  ['typescript-5.0', 'node10'],
  ['typescript-5.0', 'node16'],
  ['typescript-5.0', 'bundler'],
  ['typescript-5.9', 'nodenext'],
  ['typescript-6', 'nodenext'],
  ['typescript-7', 'node16'],
  ['typescript-7', 'nodenext'],
  ['typescript-7', 'bundler'],
])('the types of all packages are sound to %s with moduleResolution %s', async (compiler, resolution) => {
  const compilerOptions = {
    target: 'es2022',
    module: formats[resolution],
    moduleResolution: resolution,
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: ['node'],
    strict: true,
    skipLibCheck: false,
    skipDefaultLibCheck: true, // those of TypeScript itself
    noEmit: true,
  }
  const files = resolution === 'node10' ? commonJs : everything
  await project().write('tsconfig.json', JSON.stringify({ compilerOptions, files }))
  expect(await project().typeErrors(['--project', '.'], `node_modules/${compiler}/bin/tsc`)).toEqual([])
})
