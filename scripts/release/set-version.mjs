import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../npm.mjs'
import { publishedPackages } from './published-packages.mjs'

/** Every package has the same version, and needs exactly it of the others; the examples, the lock and the chat's report follow. */
export function setVersion(version) {
  const packages = publishedPackages()
  const current = packages[0].manifest.version
  const isOurs = (name) =>
    name.startsWith('@chat-transport/') || packages.some(({ manifest }) => manifest.name === name)

  const renew = (manifest) => {
    if (manifest.version === current) manifest.version = version
    for (const field of ['dependencies', 'devDependencies', 'peerDependencies'])
      for (const [name, range] of Object.entries(manifest[field] ?? {}))
        if (range === current && isOurs(name)) manifest[field][name] = version
  }

  const lock = readJson('package-lock.json')
  const workspaces = Object.entries(lock.packages).filter(([folder]) => /^(?:packages|examples)\/[^/]+$/.test(folder))
  for (const [folder, entry] of workspaces) {
    renew(entry)
    const manifest = readJson(`${folder}/package.json`)
    renew(manifest)
    writeJson(`${folder}/package.json`, manifest)
  }
  writeJson('package-lock.json', lock)
  const report = join(root, 'packages/core/src/chat-report.ts')
  writeFileSync(report, readFileSync(report, 'utf8').replace(/(?<=version: string = )'.*'/, `'${version}'`))
}

const readJson = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'))
const writeJson = (file, value) => writeFileSync(join(root, file), `${JSON.stringify(value, undefined, 2)}\n`)
