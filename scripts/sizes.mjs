// What each entry of the packages adds to a page or a server, minified and gzipped, beside its budget:
//   npm run sizes
import { sizes } from './sizes/sizes.mjs'

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(2)} kB`

for (const { name, gzipBytes, budget } of await sizes()) {
  const isOver = !(gzipBytes <= budget)
  console.log(`${isOver ? '✗' : '✓'} ${name}: ${kilobytes(gzipBytes)} of ${kilobytes(budget)}`)
  if (isOver) process.exitCode = 1
}
