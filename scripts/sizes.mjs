// What each entry of the packages adds to a page or a server, minified and gzipped, beside its budget:
//   npm run sizes
import { readOptions } from './options.mjs'
import { kilobytes } from './sizes/kilobytes.mjs'

readOptions()
const { sizes } = await import('./sizes/sizes.mjs')

for (const { name, gzipBytes, budget } of await sizes()) {
  const isOver = !(gzipBytes <= budget)
  console.log(`${isOver ? '✗' : '✓'} ${name}: ${kilobytes(gzipBytes)} of ${kilobytes(budget)}`)
  if (isOver) process.exitCode = 1
}
