import nodeResolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import { dts } from 'rollup-plugin-dts'
import { cometdAsWeUseIt } from '../bundle/cometd-as-we-use-it.mjs'
import { coreOfThePage, mainScript } from '../bundle/core-of-the-page.mjs'
import { shortNames } from '../bundle/short-names.mjs'
import { sizeBudget } from '../bundle/size-budget.mjs'
import { withKnownValues } from '../bundle/with-known-values.mjs'
import { budgets } from '../sizes/budgets.mjs'
import { fromSource, isWatching, typescript } from './from-source.mjs'
import { minified, shrink } from './minified.mjs'

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
        plugins: isWatching
          ? []
          : [...shrink(publicTypes), sizeBudget({ gzipBytes: budgets['@chat-transport/browser/chat-transport.js'] })],
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
    plugins: isWatching
      ? []
      : [
          terser({ ecma: 2020, format: { comments: false } }),
          sizeBudget({ gzipBytes: budgets['@chat-transport/browser/files.js'] }),
        ],
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
      : [
          shortNames({ own: (id) => id.includes('/packages/tabs/src/'), publicTypes: typesOfTabs }),
          minified(),
          sizeBudget({ gzipBytes: budgets['@chat-transport/browser/chat-transport.tabs.js'] }),
        ],
  },
  plugins: [coreOfThePage(coreInMainScript), fromSource(), nodeResolve({ browser: true }), typescript()],
}

/** What only some pages want, as a script that needs no other: of what it uses of core it has a copy. */
const scriptByItself = (name, global) => ({
  input: `packages/browser/src/${name}.ts`,
  treeshake: { manualPureFunctions: makersOfGuards, moduleSideEffects: false },
  output: {
    file: `packages/browser/dist/chat-transport.${name}.js`,
    format: 'iife',
    name: global,
    sourcemap: true,
    plugins: isWatching
      ? []
      : [
          terser({ ecma: 2020, format: { comments: false } }),
          sizeBudget({ gzipBytes: budgets[`@chat-transport/browser/chat-transport.${name}.js`] }),
        ],
  },
  plugins: [fromSource(), nodeResolve({ browser: true }), typescript()],
})

export const browser = [
  ...bundle('browser', 'packages/browser/src/index.ts'),
  filesOfBrowser,
  tabsOfBrowser,
  scriptByItself('cookies', 'ChatTransportCookies'),
  scriptByItself('recorder', 'ChatTransportRecorder'),
]
