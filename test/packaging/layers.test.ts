import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const packages = join(root, 'packages')

const file = pathToFileURL(join(root, '.dependency-cruiser.mjs')).href
const { layers } = (await import(file)) as { readonly layers: Readonly<Record<string, readonly string[]>> }

/** The folders of a package's sources, those within folders too, as layers are written. */
function foldersOf(name: string): readonly string[] {
  const source = join(packages, name, 'src')
  const entries = readdirSync(source, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ parentPath, name: folder }) => `${join(parentPath, folder).slice(source.length + 1)}/`)
}

test('every folder of a package has its place in .dependency-cruiser.mjs, by itself, or by the folders above or within it', () => {
  const unnamed = readdirSync(packages).flatMap((name) => {
    const isNamed = (folder: string) =>
      layers[name]?.some((layer) => folder.startsWith(layer) || layer.startsWith(folder))
    return foldersOf(name).flatMap((folder) => (isNamed(folder) ? [] : [`${name}: ${folder}`]))
  })
  expect(unnamed).toEqual([])
})

test('each place in it is that of a folder', () => {
  const places = Object.entries(layers).flatMap(([name, order]) => order.map((layer) => join(name, 'src', layer)))
  expect(places.filter((place) => !existsSync(join(packages, place)))).toEqual([])
})
