// Makes a release and publishes it; CONTRIBUTING.md, "Releasing", says who runs what and when.
//   npm run release -- version [1.0.0]                    the next version, into every package and CHANGELOG.md
//   npm run release -- pack [--tag v1.0.0] [--to folder]  tarballs, bills of materials and notes, of what is built
//   npm run release -- publish [--from folder] [--provenance] [--dry-run] [--registry url]
import { resolve } from 'node:path'
import { root } from './npm.mjs'
import { failUsage, readOptions } from './options.mjs'

const { positionals, values } = readOptions({
  allowPositionals: true,
  options: {
    tag: { type: 'string' },
    to: { type: 'string', default: 'release' },
    from: { type: 'string', default: 'release' },
    registry: { type: 'string' },
    provenance: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
  },
})
const [command, version] = positionals

/** Each takes its own in: where a release is published, nothing is installed. */
const commands = {
  version: async () => (await import('./release/make-version.mjs')).makeVersion(version),
  pack: async () => (await import('./release/pack-release.mjs')).packRelease(resolve(root, values.to), values.tag),
  publish: async () =>
    (await import('./release/publish-release.mjs')).publishRelease(resolve(root, values.from), values),
}

if (!Object.hasOwn(commands, command ?? ''))
  failUsage(`npm run release -- <command>: expected ${Object.keys(commands).join(', ')}, got ${command ?? 'none'}`)
await commands[command]().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
