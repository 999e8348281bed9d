import esbuild from 'rollup-plugin-esbuild'
import { dts } from 'rollup-plugin-dts'

/** Every package becomes one ES module and one file of types; what it depends on stays outside. */
const library = (name) => {
  const input = `packages/${name}/src/index.ts`
  const external = (id) => !/^[./]/.test(id)
  return [
    {
      input,
      external,
      output: { file: `packages/${name}/dist/index.js`, format: 'es', sourcemap: true },
      plugins: [esbuild({ target: 'es2022', tsconfig: false })],
    },
    { input, external, output: { file: `packages/${name}/dist/index.d.ts`, format: 'es' }, plugins: [dts()] },
  ]
}

export default ['core', 'cometd', 'backend', 'server'].flatMap(library)
