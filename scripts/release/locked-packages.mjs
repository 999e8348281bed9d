import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../npm.mjs'

/** What package-lock.json says of each installed package, by where it lies. */
export const lockedPackages = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages

/** Where all lies that comes with one of our packages, itself first; and for each, where what it needs itself lies. */
export function comesWith(folder) {
  const found = new Map()
  const visit = (path) => {
    if (found.has(path)) return
    const needs = Object.keys(neededBy(path)).flatMap((name) => placeOf(name, path) ?? [])
    found.set(path, needs)
    for (const need of needs) visit(need)
  }
  visit(`packages/${folder}`)
  return found
}

/** The files of these hold what they are built of, which npm need not install: see their package.json. */
const bundles = ['packages/browser', 'packages/cometd']

/** Nobody gets a peer that may be left out. */
function neededBy(path) {
  const {
    dependencies,
    devDependencies,
    optionalDependencies,
    peerDependencies,
    peerDependenciesMeta = {},
  } = lockedPackages[path]
  const peers = Object.entries(peerDependencies ?? {}).filter(([name]) => !peerDependenciesMeta[name]?.optional)
  const contained = bundles.includes(path) ? devDependencies : {}
  return { ...dependencies, ...optionalDependencies, ...Object.fromEntries(peers), ...contained }
}

/** Where a package finds another one, looking outwards as Node does. One of ours is where its sources are. */
function placeOf(name, from) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = `${folder && `${folder}/`}node_modules/${name}`
    const entry = lockedPackages[place]
    if (entry) return entry.link ? entry.resolved : place
    if (folder === '') return undefined
  }
}
