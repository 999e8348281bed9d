import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Prints what a page downloads and the hash to pin it by, and fails the build when it is over the budget. */
export function sizeBudget({ gzipBytes }) {
  return {
    name: 'size-budget',
    writeBundle({ file }) {
      const script = readFileSync(file)
      const gzipped = gzipSync(script, { level: 9 }).length
      const hash = createHash('sha384').update(script).digest('base64')
      const name = basename(file)
      console.log(`${name}: ${kilobytes(script.length)} minified, ${kilobytes(gzipped)} gzipped, sha384-${hash}`)
      if (gzipped > gzipBytes) this.error(`${name} is over its budget of ${kilobytes(gzipBytes)} gzipped`)
    },
  }
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(2)} kB`
