// Breaks code on purpose, in every small way, and counts what is noticed:
//   npm run mutation -- core|cometd|backend [--only 'linked-transport/**' --sample 200 --seed 1 --anew]   by the package's tests
//   npm run mutation -- kit [--family wrappers|rewriting --only web-socket --sample 200 --seed 1 --at-once 2]
import { mutateKit } from './mutation/of-kit.mjs'
import { mutatePackage, packages } from './mutation/of-package.mjs'
import { failUsage, readOptions } from './options.mjs'

const [name = '', ...options] = process.argv.slice(2)
if (name === 'kit') await mutateKit(options)
else if (packages.includes(name)) process.exitCode = mutatePackage(name, options) ? 0 : 1
else {
  readOptions({ allowPositionals: true })
  failUsage(`Name what is to see the faults: kit, ${packages.join(', ')}.`)
}
