import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from '../npm.mjs'
import { billOfMaterials } from './bill-of-materials.mjs'
import { notesOf } from './changelog.mjs'
import { packPackages } from './pack-packages.mjs'
import { publishedPackages } from './published-packages.mjs'

/**
 * Packs all that is published into a folder: tarballs, a bill of materials for each, the notes, and release.json, which lists the
 * tarballs in the order to publish them in. `tag` is refused unless it names the version of the packages.
 */
export async function packRelease(folder, tag) {
  const packages = publishedPackages()
  const [{ manifest }] = packages
  const version = manifest.version
  if (tag !== undefined && tag !== `v${version}`)
    throw new Error(`The tag ${tag} is not the version of the packages: make it v${version}, or their version another.`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const tarballs = await packPackages(
    packages.map((one) => one.folder),
    folder,
  )
  const list = packages.map((one) => {
    const { name } = one.manifest
    const tarball = tarballs.get(name)
    const bill = `${one.folder}.cdx.json`
    writeFileSync(join(folder, bill), billOfMaterials(one, readFileSync(tarball)))
    return { name, version, tarball: relative(folder, tarball), bill }
  })
  writeFileSync(join(folder, 'notes.md'), notesOf(version, readFileSync(join(root, 'CHANGELOG.md'), 'utf8')))
  writeFileSync(join(folder, 'release.json'), `${JSON.stringify(list, undefined, 2)}\n`)
  for (const { name, tarball } of list) console.log(`${name}@${version}: ${tarball}`)
}
