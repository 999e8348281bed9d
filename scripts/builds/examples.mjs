import nodeResolve from '@rollup/plugin-node-resolve'
import { fromSource, typescript } from './from-source.mjs'

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
  plugins: [fromSource(), nodeResolve({ browser: true, exportConditions: ['production'] }), typescript('es2022')],
}

/** The faults that the demo's page can put into that link: one file, of what the package of faults has for them. */
const demoFaults = {
  input: 'examples/demo/faults.js',
  output: { file: 'examples/demo/dist/faults.js', format: 'es', sourcemap: true },
  treeshake: { moduleSideEffects: false },
  plugins: [fromSource(), nodeResolve({ browser: true }), typescript()],
}

export const examples = [gallery, customTransport, demoFaults]
