import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../npm.mjs'
import { publishedPackages } from './published-packages.mjs'

/**
 * Packs packages as they are published; returns their tarballs by their names. npm names the tarball of `@a/b` like that of `a-b`, so
 * packages without the scope have a folder of their own.
 */
export async function packPackages(folders, destination) {
  const wanted = publishedPackages().filter(({ folder }) => folders.includes(folder))
  const isScoped = ({ manifest }) => manifest.name.startsWith('@')
  const scoped = wanted.filter(isScoped)
  const others = wanted.filter((one) => !isScoped(one))
  return new Map([...(await pack(scoped, destination)), ...(await pack(others, join(destination, 'without-scope')))])
}

async function pack(packages, destination) {
  if (packages.length === 0) return []
  mkdirSync(destination, { recursive: true })
  const workspaces = packages.flatMap(({ folder }) => ['--workspace', `packages/${folder}`])
  const args = ['pack', '--json', '--pack-destination', destination, ...workspaces]
  const { stdout } = await promisify(execFile)('npm', args, { cwd: root })
  return JSON.parse(stdout).map(({ name, filename }) => [name, join(destination, filename)])
}
