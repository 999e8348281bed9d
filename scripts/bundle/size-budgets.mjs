import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { kilobytes } from '../sizes/kilobytes.mjs'
import { sizeOfScript } from '../sizes/size-of-script.mjs'

/** Prints what a page downloads of each script that is built, and the hash to pin it by. One that is over its budget, or has none, fails the build. */
export const sizeBudgets = () => ({
  name: 'size-budgets',
  writeBundle({ file, dir }, written) {
    const scripts = Object.keys(written).filter((name) => name.endsWith('.js'))
    for (const path of scripts.map((name) => file ?? join(dir, name))) {
      const { name, gzipBytes, budget } = sizeOfScript(path)
      const hash = createHash('sha384').update(readFileSync(path)).digest('base64')
      console.log(`${basename(path)}: ${kilobytes(gzipBytes)} gzipped, sha384-${hash}`)
      if (budget === undefined) this.error(`${name} has no budget: give it one in scripts/sizes/budgets.mjs`)
      if (gzipBytes > budget) this.error(`${name} is over its budget of ${kilobytes(budget)} gzipped`)
    }
  },
})
