import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Tells the loader what the files have to be that it loads: `main`, and what that imports. They are in `dir`, built before.
 *
 * @param {{ dir: string, main: string }} options
 */
export function chunkHashes({ dir, main }) {
  const read = (file) => readFileSync(join(dir, file))
  const hashes = (files) =>
    Object.fromEntries(
      files.map((file) => [file, `sha256-${createHash('sha256').update(read(file)).digest('base64')}`]),
    )
  return {
    name: 'chunk-hashes',
    load(id) {
      if (!id.endsWith('/loader/chunk-hashes.ts')) return null
      const importsOf = (file) =>
        this.parse(read(file).toString()).body.flatMap(({ type, source }) =>
          type === 'ImportDeclaration' ? source.value.replace('./', '') : [],
        )
      const inOrder = new Set() // What is imported comes before what imports it.
      const visit = (file) => {
        importsOf(file).forEach(visit)
        inOrder.add(file)
      }
      visit(main)
      return `export const chunkHashes = ${JSON.stringify(hashes([...inOrder]))}`
    },
  }
}
