// npm runs this in a package's folder before it packs the package: puts LICENSE there, and what else is named, from the root.
//   node ../../scripts/prepack.mjs [NOTICE PROTOCOL.md …]
import { copyFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './npm.mjs'

for (const file of ['LICENSE', ...process.argv.slice(2)]) {
  // In one step: npm may be packing the same package elsewhere, and must not read half a file.
  const unfinished = `.${file}.${process.pid}`
  copyFileSync(join(root, file), unfinished)
  renameSync(unfinished, file)
}
