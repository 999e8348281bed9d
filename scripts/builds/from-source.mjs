import { fileURLToPath } from 'node:url'
import esbuild from 'rollup-plugin-esbuild'

/** `npm run dev` has to be quick: it makes no types, and leaves the bundle as large as it is. */
export const isWatching = process.env.ROLLUP_WATCH === 'true'

export const typescript = () => esbuild({ target: 'es2022', tsconfig: false })

/** Takes our own packages from their sources, so that the bundle's source map leads to what was written. */
export const fromSource = () => ({
  name: 'from-source',
  resolveId: (id) =>
    id.startsWith('@chat-transport/')
      ? fileURLToPath(new URL(`../../packages/${id.slice('@chat-transport/'.length)}/src/index.ts`, import.meta.url))
      : null,
})
