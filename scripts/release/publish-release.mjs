import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm } from '../npm.mjs'

/**
 * Publishes what packRelease has put into a folder. What the registry has already is left as it is: a release that was cut off goes on
 * when it is run again. Nothing but Node is needed, so that no other code runs where the right to publish is.
 */
export async function publishRelease(folder, { registry = registryOfNpm(), provenance, 'dry-run': isDry }) {
  for (const { name, version, tarball } of JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8'))) {
    if (await isPublished(registry, name, version)) {
      console.log(`${name}@${version} is published already`)
      continue
    }
    const flags = [...(provenance ? ['--provenance'] : []), ...(isDry ? ['--dry-run'] : [])]
    const channel = version.includes('-') ? 'next' : 'latest'
    const options = ['--access', 'public', '--tag', channel, '--registry', registry, ...flags]
    if (!npm('publish', join(folder, tarball), ...options))
      throw new Error(
        `Unable to publish ${name}@${version}: see what npm says above, then run this again; it goes on here.`,
      )
  }
}

async function isPublished(registry, name, version) {
  const url = new URL(name.replace('/', '%2f'), registry)
  const response = await fetch(url, { headers: { Accept: 'application/vnd.npm.install-v1+json' } })
  if (response.status === 404) return false
  if (!response.ok) throw new Error(`Unable to ask ${url} for ${name}: it answers ${response.status}. Try again later.`)
  return Object.hasOwn((await response.json()).versions, version)
}

function registryOfNpm() {
  return execFileSync('npm', ['config', 'get', 'registry'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  }).trim()
}
