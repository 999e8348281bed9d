import nodeResolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import { dts } from 'rollup-plugin-dts'
import { chunkHashes } from '../bundle/chunk-hashes.mjs'
import { cometdAsWeUseIt } from '../bundle/cometd-as-we-use-it.mjs'
import { compactStyles, stylesAsText } from '../bundle/compact-styles.mjs'
import { sizeBudgets } from '../bundle/size-budgets.mjs'
import { withKnownValues } from '../bundle/with-known-values.mjs'
import { fromSource, isWatching, typescript } from './from-source.mjs'
import { compress, shrink } from './minified.mjs'

/** The widget's languages are chunks, loaded when they are asked for: so both its builds are folders. */
const chunks = [
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
      manualChunks: chunkOf,
      plugins: isWatching ? [] : [...shrink('packages/core/dist/index.d.ts'), sizeBudgets()],
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
    plugins: isWatching ? [] : [terser({ ecma: 2020, compress, format: { comments: false } }), sizeBudgets()],
  },
  plugins: [
    chunkHashes({ dir: 'packages/widget/dist/standalone', main: 'chat-widget.js' }),
    stylesAsText(),
    typescript(),
  ],
}

/** What is a chunk beside the widget: its size is told apart, and a page that has more of it caches it apart. */
const chunksBeside = {
  'chat-transport': /packages\/(core|cometd)\/src\/|node_modules\/cometd\//,
  'chat-tabs': /packages\/tabs\/src\//,
  files: /packages\/files\/src\//,
}

function chunkOf(id) {
  return Object.entries(chunksBeside).find(([, sources]) => sources.test(id))?.[0]
}

export const widget = [...chunks, widgetLoader]
