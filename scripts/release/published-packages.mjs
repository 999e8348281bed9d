import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../npm.mjs'

/** What is published, each package after those of ours that it needs: the order to publish them in. */
export function publishedPackages() {
  const all = readdirSync(join(root, 'packages')).map((folder) => ({ folder, manifest: manifestOf(folder) }))
  const ordered = new Set()
  const visited = new Set()
  const visit = (one) => {
    if (visited.has(one)) return
    visited.add(one)
    all.filter(({ manifest }) => Object.hasOwn(neededBy(one.manifest), manifest.name)).forEach(visit)
    ordered.add(one)
  }
  all.forEach(visit)
  return [...ordered]
}

const manifestOf = (folder) => JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'))
const neededBy = ({ dependencies, peerDependencies }) => ({ ...dependencies, ...peerDependencies })
