import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm } from '../npm.mjs'

/**
 * Publishes what packRelease has put into a folder, in its order. What the registry has already is left as it is: a release that was cut
 * off goes on when this is run again. Nothing but Node is needed, so that no other code runs where the right to publish is.
 */
export async function publishRelease(folder, { registry = registryOfNpm(), provenance, 'dry-run': isDry }) {
  const list = JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8'))
  const isThere = await Promise.all(list.map(({ name, version }) => isPublished(registry, name, version)))
  for (const [place, { name, version, tarball }] of list.entries()) {
    if (isThere[place]) {
      console.log(`${name}@${version} is published already`)
      continue
    }
    const flags = [...(provenance ? ['--provenance'] : []), ...(isDry ? ['--dry-run'] : [])]
    const channel = version.includes('-') ? 'next' : 'latest'
    const options = ['--access', 'public', '--tag', channel, '--registry', registry, ...flags]
    if (!npm('publish', join(folder, tarball), ...options))
      throw new Error(
        `Unable to publish ${name}@${version}: see what npm says above, then run this again. It goes on with this package.`,
      )
  }
}

async function isPublished(registry, name, version) {
  const url = new URL(name.replace('/', '%2f'), registry.replace(/\/*$/, '/')) // A registry may have a path.
  const unable = (why, cause) => new Error(`Unable to ask ${url} for ${name}: ${why}. Try again later.`, { cause })
  const response = await fetch(url).catch((error) => {
    throw unable(error.cause?.message ?? error.message, error)
  })
  if (response.status === 404) return false
  if (!response.ok) throw unable(`it answers ${response.status}`)
  return Object.hasOwn((await response.json()).versions, version)
}

function registryOfNpm() {
  const shell = process.platform === 'win32' // where npm is a batch file
  return execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8', shell }).trim()
}
