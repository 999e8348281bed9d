import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Prints what a page downloads of each chunk. `gzipBytes`: bounds, by the name of the file; over one of them the build fails. */
export function chunkSizes({ gzipBytes = {} } = {}) {
  return {
    name: 'chunk-sizes',
    writeBundle({ dir }, chunks) {
      for (const name of Object.keys(chunks).filter((one) => one.endsWith('.js'))) {
        const gzipped = gzipSync(readFileSync(join(dir, name)), { level: 9 }).length
        console.log(`${name}: ${(gzipped / 1000).toFixed(2)} kB gzipped`)
        if (gzipped > (gzipBytes[name] ?? Infinity))
          this.error(`${name} is over its budget of ${gzipBytes[name] / 1000} kB gzipped`)
      }
    },
  }
}
