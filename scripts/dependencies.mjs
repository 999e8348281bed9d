import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm, root } from './npm.mjs'

/**
 * Installs what package-lock.json names, unless it is all there. Times of files say little after a clone, a restored
 * cache or a change of branch, so the lock is compared with npm's own record of what it installed.
 */
export function installDependencies() {
  if (isInstalled()) return true
  console.log('Installing dependencies…')
  // Tools to build with are development dependencies: an environment set to production must not leave them out.
  return npm('ci', '--include=dev')
}

function isInstalled() {
  const installed = packagesOf('node_modules/.package-lock.json')
  if (!installed) return false
  const wanted = Object.entries(packagesOf('package-lock.json') ?? {})
  return wanted.every(
    ([path, entry]) => !path.includes('node_modules') || entry.optional || same(entry, installed[path]),
  )
}

function same(wanted, installed) {
  return installed?.version === wanted.version && installed?.link === wanted.link
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(join(root, lockFile), 'utf8')).packages
  } catch {
    return undefined // no such file, or an unfinished one: nothing is known to be installed
  }
}
