import { rollup } from 'rollup'
import { expect, test } from 'vitest'
import { shortNames } from '../../scripts/bundle/short-names.mjs'

/** What a module exports as `all`, after its names were shortened. */
async function shortened(code: string): Promise<object> {
  const module = { name: 'module', resolveId: (id: string) => id, load: () => code }
  const bundle = await rollup({ input: 'module', plugins: [module] })
  const { output } = await bundle.generate({ plugins: [shortNames({ own: () => true, publicTypes: [] })] })
  const { all } = (await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`)) as { all: object }
  return all
}

test('each name becomes another one, however many there are', async () => {
  const names = Array.from({ length: 900 }, (_, number) => `nameOfThis${number}`)
  const all = await shortened(`export const all = { ${names.map((name, value) => `${name}: ${value}`).join()} }`)
  expect(Object.values(all)).toEqual(names.map((_, value) => value))
  expect(Object.keys(all).filter((name) => name.length > 3 || name === 'undefined')).toEqual([])
})
