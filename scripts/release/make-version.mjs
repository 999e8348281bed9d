import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import readChangesets from '@changesets/read'
import { root } from '../npm.mjs'
import { dated, versionsIn, withVersion } from './changelog.mjs'
import { checkGivenVersion, nextVersion } from './next-version.mjs'
import { publishedPackages } from './published-packages.mjs'
import { setVersion } from './set-version.mjs'

const path = (file) => join(root, file)

/**
 * Makes the next version of all packages: the one that is given, else the one that CHANGELOG.md calls unreleased, which is described there by
 * hand, else the one that the changesets lead to, which go into CHANGELOG.md.
 */
export async function makeVersion(given) {
  const changelog = readFileSync(path('CHANGELOG.md'), 'utf8')
  const { unreleased, released } = versionsIn(changelog)
  if (given !== undefined) checkGivenVersion(given, released)
  const changesets = await readChangesets(root)
  checkChangesets(changesets, unreleased)

  const kinds = changesets.flatMap(({ releases }) => releases.map(({ type }) => type))
  const version = given ?? unreleased ?? nextVersion(publishedPackages()[0].manifest.version, kinds)
  const day = new Date().toISOString().slice(0, 10)
  setVersion(version)
  writeFileSync(
    path('CHANGELOG.md'),
    unreleased ? dated(changelog, { version, day }) : withVersion(changelog, { version, day, changesets }),
  )
  for (const { id } of changesets) rmSync(path(`.changeset/${id}.md`))
  console.log(version)
}

function checkChangesets(changesets, unreleased) {
  const [first] = changesets
  if (unreleased && first)
    throw new Error(
      `.changeset/${first.id}.md waits while CHANGELOG.md calls ${unreleased} unreleased: write what it says there by hand, and remove it.`,
    )
  if (!unreleased && !first)
    throw new Error('There is nothing to release: no changeset in .changeset. npx changeset adds one.')
  const names = publishedPackages().map(({ manifest }) => manifest.name)
  for (const { id, releases } of changesets) {
    const unknown = releases.find(({ name }) => !names.includes(name))
    if (unknown) throw new Error(`.changeset/${id}.md names ${unknown.name}, which is no package of ours: correct it.`)
    if (releases.length === 0) throw new Error(`.changeset/${id}.md names no package: let it name one, or remove it.`)
  }
}
