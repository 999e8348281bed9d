import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Prints what a page downloads of each chunk, and the hash to pin it by. `gzipBytes`: bounds, by the name of the file, and `others`; over its own the build fails. */
export function chunkSizes({ gzipBytes, others }) {
  return {
    name: 'chunk-sizes',
    writeBundle({ dir }, chunks) {
      for (const name of Object.keys(chunks).filter((one) => one.endsWith('.js'))) {
        const chunk = readFileSync(join(dir, name))
        const gzipped = gzipSync(chunk, { level: 9 }).length
        const hash = createHash('sha384').update(chunk).digest('base64')
        console.log(`${name}: ${(gzipped / 1000).toFixed(2)} kB gzipped, sha384-${hash}`)
        const budget = gzipBytes[name] ?? others
        if (gzipped > budget) this.error(`${name} is over its budget of ${budget / 1000} kB gzipped`)
      }
    },
  }
}
