import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../npm.mjs'
import { dated, withVersion } from './changelog.mjs'
import { nextVersion } from './next-version.mjs'
import { setVersion } from './set-version.mjs'

const path = (file) => join(root, file)

/**
 * Makes the next version of all packages. One that CHANGELOG.md calls unreleased gets its day, and nothing else; otherwise the changesets say
 * what the version is, unless it is given, and go into CHANGELOG.md.
 */
export async function makeVersion(given) {
  const day = new Date().toISOString().slice(0, 10)
  const changelog = readFileSync(path('CHANGELOG.md'), 'utf8')
  const first = dated(changelog, day)
  if (first) return writeFileSync(path('CHANGELOG.md'), first)

  const { default: readChangesets } = await import('@changesets/read')
  const changesets = await readChangesets(root)
  if (changesets.length === 0)
    throw new Error('There is nothing to release: no changeset in .changeset. npx changeset adds one.')
  const kinds = changesets.flatMap(({ releases }) => releases.map(({ type }) => type))
  const version = setVersion((current) => given ?? nextVersion(current, kinds))
  writeFileSync(path('CHANGELOG.md'), withVersion(changelog, { version, day, changesets }))
  for (const { id } of changesets) rmSync(path(`.changeset/${id}.md`))
  console.log(version)
}
