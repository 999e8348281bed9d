import { fileURLToPath } from 'node:url'
import esbuild from 'rollup-plugin-esbuild'

/** `npm run dev` has to be quick: it makes no types, and leaves the bundle as large as it is. */
export const isWatching = process.env.ROLLUP_WATCH === 'true'

/** Fields of classes are younger, but older than what the packages call: to do without would cost up to a kilobyte. */
const fields = ['field', 'static-field', 'private-field', 'private-method', 'private-accessor', 'private-static-field']

/** As low as costs nothing: docs/decisions/2026-11-30-target-of-the-build.md. */
export const typescript = (target = 'es2021') =>
  esbuild({
    target,
    supported: Object.fromEntries(fields.map((name) => [`class-${name}`, true])),
    tsconfig: false,
  })

/** Takes our own packages from their sources, so that the bundle's source map leads to what was written. */
export const fromSource = () => ({
  name: 'from-source',
  resolveId: (id) =>
    id.startsWith('@chat-transport/')
      ? fileURLToPath(new URL(`../../packages/${id.slice('@chat-transport/'.length)}/src/index.ts`, import.meta.url))
      : null,
})
