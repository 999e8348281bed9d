import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import nodeResolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import { dts } from 'rollup-plugin-dts'
import esbuild from 'rollup-plugin-esbuild'
import { chunkHashes } from './scripts/bundle/chunk-hashes.mjs'
import { chunkSizes } from './scripts/bundle/chunk-sizes.mjs'
import { cometdAsWeUseIt } from './scripts/bundle/cometd-as-we-use-it.mjs'
import { coreOfThePage, mainScript } from './scripts/bundle/core-of-the-page.mjs'
import { compactStyles, stylesAsText } from './scripts/bundle/compact-styles.mjs'
import { internalNames } from './scripts/bundle/internal-names.mjs'
import { sizeBudget } from './scripts/bundle/size-budget.mjs'
import { withKnownValues } from './scripts/bundle/with-known-values.mjs'
import { withoutUnusedMembers } from './scripts/bundle/without-unused-members.mjs'

/** `npm run dev` has to be quick: it makes no types, and leaves the bundle as large as it is. */
const isWatching = process.env.ROLLUP_WATCH === 'true'

const typescript = () => esbuild({ target: 'es2022', tsconfig: false })

/** Takes our own packages from their sources, so that the bundle's source map leads to what was written. */
const fromSource = () => ({
  name: 'from-source',
  resolveId: (id) =>
    id.startsWith('@chat-transport/')
      ? fileURLToPath(new URL(`packages/${id.slice('@chat-transport/'.length)}/src/index.ts`, import.meta.url))
      : null,
})

/** Stands at the top of every file that holds code of CometD, where minifiers leave it. NOTICE says more. */
const cometdNotice =
  '/*! Contains CometD, (c) 2008 the original author or authors, changed: unused parts removed. Apache-2.0 */'

/** CommonJS has a file's own path where modules have `import.meta.url`. Rollup would ask `document` first, which Jest has in Node. */
const fileOfCommonJs = () => ({
  name: 'file-of-common-js',
  resolveImportMeta: (property, { format }) =>
    format === 'cjs' && property === 'url' ? "require('node:url').pathToFileURL(__filename).href" : null,
})

const isCometd = (path) => path.includes('node_modules/cometd/')

/** ES modules and nothing else. CommonJS cannot `require` them everywhere, so their code goes into our CommonJS files. */
const esModulesOnly = ['cometd']

/** Next.js and others build a page on the server, too, and have to be told what is for the browser. Rollup drops it from sources. */
const directives = { react: "'use client'" }

/**
 * Every package becomes one ES module, one CommonJS module for tools that know no other, such as Jest, and a file of types for
 * each. What it depends on stays outside.
 */
const library = (name, { entry = 'index', source = 'src' } = {}) => {
  const input = `packages/${name}/${source}/index.ts`
  const dist = `packages/${name}/dist`
  const external = (id) => !/^[./]/.test(id)
  const isRequired = (id) => external(id) && !esModulesOnly.includes(id)
  const directive = directives[name] ?? ''
  const banner = ({ modules }) => (Object.keys(modules).some(isCometd) ? cometdNotice : directive)
  return [
    {
      input,
      external,
      output: { file: `${dist}/${entry}.js`, format: 'es', sourcemap: true, banner: directive },
      plugins: [typescript()],
    },
    {
      input,
      external: isRequired,
      output: { file: `${dist}/${entry}.cjs`, format: 'cjs', sourcemap: true, banner },
      plugins: [nodeResolve({ browser: true, resolveOnly: esModulesOnly }), fileOfCommonJs(), typescript()],
    },
    {
      input,
      external,
      output: [
        { file: `${dist}/${entry}.d.ts`, format: 'es' },
        { file: `${dist}/${entry}.d.cts`, format: 'es' },
      ],
      plugins: [dts()],
    },
  ]
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

/**
 * Further passes find what the first one's inlining freed. No getter here has an effect. Comparisons in the order they are
 * written in make text that repeats itself, which gzip likes.
 */
const compress = { passes: 4, pure_getters: true, lhs_constants: false, unsafe_arrows: true }

const shrink = (publicTypes) => [
  withoutUnusedMembers(cometdAsWeUseIt),
  minified({ name: 'core', publicTypes: [publicTypes], kept: storedNames }),
]

/**
 * Shortens also the names of properties that only the sources of package `name` say to each other: what a chunk has of it is known
 * to all else by `publicTypes` alone.
 */
const minified = ({ name, publicTypes, kept }) => ({
  name: 'minified',
  renderChunk(code, chunk, options) {
    const own = (id) => id.includes(`/packages/${name}/src/`)
    const regex = internalNames(this.parse(code), chunk, { own, publicTypes, kept })
    const plugin = terser({
      ecma: 2020,
      compress,
      mangle: { properties: { regex } },
      format: { comments: false, preamble: Object.keys(chunk.modules).some(isCometd) ? cometdNotice : '' },
    })
    return plugin.renderChunk.call(this, code, chunk, options)
  },
})

/** What a page finds in its storage was written by an earlier version. test/packaging holds the bundle to it. */
const storedNames = [
  'savedAt',
  'value',
  'state',
  'sessionId',
  'startId',
  'secret',
  'position',
  'commands',
  'command',
  'after',
  'failed',
  'code',
  'description',
  'at',
]

/** The browser package holds everything in one file: for a plain script tag, and for `import` from a CDN. */
const bundle = (name, input, publicTypes = `packages/${name}/dist/index.d.ts`) => [
  {
    input,
    output: { file: publicTypes, format: 'es' },
    plugins: [dts({ tsconfig: 'packages/browser/tsconfig.json' })],
  },
  {
    input,
    output: [
      {
        file: `packages/${name}/dist/chat-transport.js`,
        format: 'iife',
        name: 'ChatTransport',
        extend: true, // The widget's loader has something there, too.
        sourcemap: true,
        plugins: isWatching ? [] : [...shrink(publicTypes), sizeBudget({ gzipBytes: 31_700 })],
      },
      {
        file: `packages/${name}/dist/index.js`,
        format: 'es',
        sourcemap: true,
        plugins: isWatching ? [] : shrink(publicTypes),
      },
    ],
    plugins: [fromSource(), withKnownValues(cometdAsWeUseIt.values), nodeResolve({ browser: true }), typescript()],
  },
]

/** What makes guards makes nothing else: without this, the tables of guards that nobody asks stay in. */
const makersOfGuards = ['guard', 'fields', 'only', 'list', 'optional', 'oneOf', 'tagged', 'methods', 'indexedEvent']

/** What sends files, as one module beside the script: loaded with the first file. */
const filesOfBrowser = {
  input: 'packages/files/src/index.ts',
  treeshake: { manualPureFunctions: makersOfGuards },
  output: {
    file: 'packages/browser/dist/files.js',
    format: 'es',
    sourcemap: true,
    plugins: isWatching ? [] : [terser({ ecma: 2020, format: { comments: false } }), sizeBudget({ gzipBytes: 6_300 })],
  },
  plugins: [fromSource(), nodeResolve({ browser: true }), typescript()],
}

/**
 * What the script of the tabs takes from the page's `ChatTransport`. The rest of what it uses of core is a few lines each: to have
 * them in that global, too, every page would pay 0.1 kB, and pages with tabs would save 0.5.
 */
const coreInMainScript = ['ChatError', 'linkedTransport', 'silentLogger', 'systemClock', 'systemNetworkStatus']

/** What the script of the tabs says to others: pages, core, and the tabs that have it from npm. */
const typesOfTabs = [
  'packages/tabs/dist/index.d.ts',
  'packages/core/dist/index.d.ts',
  'packages/tabs/src/tab/messages.ts',
]

/** What lets tabs share a chat, as one script beside the other: pages that have no need of it do not load it. */
const tabsOfBrowser = {
  input: 'packages/browser/src/tabs.ts',
  treeshake: { manualPureFunctions: makersOfGuards, moduleSideEffects: false },
  output: {
    file: 'packages/browser/dist/chat-transport.tabs.js',
    format: 'iife',
    name: 'ChatTransportTabs',
    globals: { [mainScript]: 'globalThis.ChatTransport' },
    sourcemap: true,
    plugins: isWatching
      ? []
      : [minified({ name: 'tabs', publicTypes: typesOfTabs }), sizeBudget({ gzipBytes: 12_000 })],
  },
  plugins: [coreOfThePage(coreInMainScript), fromSource(), nodeResolve({ browser: true }), typescript()],
}

/** What the demo takes from the example of a transport of one's own: the link as one file for the page, the front for Node. */
const customTransport = {
  input: {
    'sse-link': 'examples/custom-transport/src/sse-link.ts',
    'sse-front': 'examples/custom-transport/server/sse-front.ts',
  },
  external: /^node:/,
  output: { dir: 'examples/custom-transport/dist', format: 'es', sourcemap: true },
  plugins: [nodeResolve({ browser: true }), typescript()],
}

/** The pages of the gallery: the widget over a chat in the same page. */
const gallery = {
  input: { gallery: 'examples/gallery/src/gallery.ts', theme: 'examples/gallery/src/theme.ts' },
  output: { dir: 'examples/gallery/dist', format: 'es', sourcemap: true, chunkFileNames: '[name].js' },
  plugins: [fromSource(), nodeResolve({ browser: true, exportConditions: ['production'] }), typescript()],
}

/** The faults that the demo's page can put into that link: one file, of what the package of faults has for them. */
const demoFaults = {
  input: 'examples/demo/faults.js',
  output: { file: 'examples/demo/dist/faults.js', format: 'es', sourcemap: true },
  treeshake: { moduleSideEffects: false },
  plugins: [fromSource(), nodeResolve({ browser: true }), typescript()],
}

/** The widget's languages are chunks, loaded when they are asked for: so both its builds are folders. */
const widget = [
  {
    input: 'packages/widget/src/index.ts',
    external: (id) => !/^[./]/.test(id),
    output: { dir: 'packages/widget/dist', format: 'es', sourcemap: true, chunkFileNames: '[name].js' },
    plugins: [compactStyles(), typescript()],
  },
  {
    input: 'packages/widget/src/index.ts',
    external: (id) => !/^[./]/.test(id),
    output: { file: 'packages/widget/dist/index.d.ts', format: 'es' },
    plugins: [dts()],
  },
  {
    input: { 'chat-widget': 'packages/widget/src/standalone.ts' },
    output: {
      dir: 'packages/widget/dist/standalone',
      format: 'es',
      sourcemap: true,
      chunkFileNames: '[name].js',
      manualChunks: (id) => (partOfLine(id) ? 'chat-transport' : partOfTabs(id) ? 'chat-tabs' : undefined),
      plugins: isWatching
        ? []
        : [
            ...shrink('packages/core/dist/index.d.ts'),
            chunkSizes({
              gzipBytes: { 'chat-widget.js': 34_700, 'chat-tabs.js': 11_600, 'chat-transport.js': 32_000 },
            }),
          ],
    },
    plugins: [
      compactStyles(),
      fromSource(),
      withKnownValues(cometdAsWeUseIt.values),
      nodeResolve({ browser: true, exportConditions: ['production'] }),
      typescript(),
    ],
  },
]

/** Shows the launcher, and loads the widget when somebody wants it. Built after it: it knows the hashes of its files. */
const widgetLoader = {
  input: 'packages/widget/src/loader/loader.ts',
  output: {
    file: 'packages/widget/dist/standalone/loader.js',
    format: 'iife',
    strict: false,
    plugins: isWatching
      ? []
      : [terser({ ecma: 2020, compress, format: { comments: false } }), sizeBudget({ gzipBytes: 2_048 })],
  },
  plugins: [
    chunkHashes({ dir: 'packages/widget/dist/standalone', main: 'chat-widget.js' }),
    stylesAsText(),
    typescript(),
  ],
}

/** The SDK itself, as a chunk beside the widget: its size is told apart, and a page that has both caches them apart. */
const partOfLine = (id) => /packages\/(core|cometd)\/src\/|node_modules\/cometd\//.test(id)

/** What makes the chat one in all tabs, as another. */
const partOfTabs = (id) => id.includes('/packages/tabs/src/')

const libraries = readdirSync('packages').filter(
  (name) => !['browser', 'widget'].includes(name) && existsSync(`packages/${name}/src/index.ts`),
)

const everything = [
  ...libraries.flatMap((name) => library(name)),
  // The kit for servers needs Node, and the one for transports does not: an entry each.
  ...library('conformance', { entry: 'server', source: 'src/server' }),
  // The kit for stores has the types of the back end, which the other two do without.
  ...library('conformance', { entry: 'stores', source: 'src/stores' }),
  commandLine,
  ...bundle('browser', 'packages/browser/src/index.ts'),
  filesOfBrowser,
  tabsOfBrowser,
  ...widget,
  widgetLoader,
  gallery,
  customTransport,
  demoFaults,
]

/** What `npm run dev` can do without: types, and what is there for other tools. */
const isForOthers = ({ output }) => [output].flat().some(({ file }) => /\.d\.ts$|\.cjs$/.test(file ?? ''))

export default isWatching ? everything.filter((config) => !isForOthers(config)) : everything
