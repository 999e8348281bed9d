import { existsSync, readdirSync } from 'node:fs'
import nodeResolve from '@rollup/plugin-node-resolve'
import { dts } from 'rollup-plugin-dts'
import { cometdAsWeUseIt } from '../bundle/cometd-as-we-use-it.mjs'
import { withKnownValues } from '../bundle/with-known-values.mjs'
import { withoutUnusedMembers } from '../bundle/without-unused-members.mjs'
import { isWatching, typescript } from './from-source.mjs'
import { cometdNotice, isCometd, shortNamesOfCore } from './minified.mjs'

/** CommonJS has a file's own path where modules have `import.meta.url`. Rollup would ask `document` first, which Jest has in Node. */
const fileOfCommonJs = () => ({
  name: 'file-of-common-js',
  resolveImportMeta: (property, { format }) =>
    format === 'cjs' && property === 'url' ? "require('node:url').pathToFileURL(__filename).href" : null,
})

/** What our files contain, of this release and without what we never use, where others depend on whatever is installed. */
const contained = ['cometd']

/** Next.js and others build a page on the server, too, and have to be told what is for the browser. Rollup drops it from sources. */
const directives = { react: "'use client'" }

/**
 * Every package becomes one ES module, one CommonJS module for tools that know no other, such as Jest, and a file of types for
 * each. What it depends on stays outside. The types come first: in core, a name that is not in them becomes a short one.
 */
const library = (name, { entry = 'index', source = 'src' } = {}) => {
  const input = `packages/${name}/${source}/index.ts`
  const dist = `packages/${name}/dist`
  const external = (id) => !/^[./]/.test(id)
  const isRequired = (id) => external(id) && !contained.includes(id)
  const plugins = [
    withKnownValues(cometdAsWeUseIt.values),
    nodeResolve({ browser: true, resolveOnly: contained }),
    typescript(),
  ]
  const directive = directives[name] ?? ''
  const code = {
    sourcemap: true,
    banner: ({ modules }) => (Object.keys(modules).some(isCometd) ? cometdNotice : directive),
    plugins: [withoutUnusedMembers(cometdAsWeUseIt), ...(name === 'core' && !isWatching ? [shortNamesOfCore()] : [])],
  }
  return [
    {
      input,
      external,
      output: [
        { file: `${dist}/${entry}.d.ts`, format: 'es' },
        { file: `${dist}/${entry}.d.cts`, format: 'es' },
      ],
      plugins: [dts()],
    },
    {
      input,
      external: (id) => isRequired(id) || isGuards(id),
      output: {
        ...code,
        file: `${dist}/${entry}.js`,
        format: 'es',
        paths: (id) => (isGuards(id) ? './guards.js' : id),
      },
      plugins,
    },
    {
      input,
      external: isRequired,
      output: { ...code, file: `${dist}/${entry}.cjs`, format: 'cjs' },
      plugins: [...plugins, fileOfCommonJs()],
    },
  ]
}

const isGuards = (id) => id.endsWith('core/src/checks/guards.ts')

/** All guards are one name of core's. In a module of their own, a bundler leaves out those that a page has no need of. */
const guards = {
  input: 'packages/core/src/checks/guards.ts',
  output: { file: 'packages/core/dist/guards.js', format: 'es', sourcemap: true },
  plugins: [typescript()],
}

const isServerKit = (id) => id.endsWith('../index.ts') || id.endsWith('/server/index.ts')

/** What `bin` runs. The kit that it runs is the package's entry. */
const commandLine = {
  input: 'packages/conformance/src/server/cli/run-cli.ts',
  external: (id) => !/^[./]/.test(id) || isServerKit(id),
  output: {
    file: 'packages/conformance/dist/cli.js',
    format: 'es',
    sourcemap: true,
    paths: (id) => (isServerKit(id) ? './server.js' : id),
  },
  plugins: [typescript()],
}

const names = readdirSync('packages').filter(
  (name) => !['browser', 'widget'].includes(name) && existsSync(`packages/${name}/src/index.ts`),
)

export const libraries = [
  guards,
  ...names.flatMap((name) => library(name)),
  // The kit for servers needs Node, and the one for transports does not: an entry each.
  ...library('conformance', { entry: 'server', source: 'src/server' }),
  // The kit for stores has the types of the back end, which the other two do without.
  ...library('conformance', { entry: 'stores', source: 'src/stores' }),
  commandLine,
]
