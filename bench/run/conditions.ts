import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Conditions } from './results.ts'

const measured = ['cometd', 'cometd-nodejs-client', 'cometd-nodejs-server', 'faye', 'socket.io', 'ws']

const withChanges = ' with changes'

/** Of this machine and this checkout, as they are now. */
export function conditionsNow({ share, rounds }: Pick<Conditions, 'share' | 'rounds'>): Conditions {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commitOf(process.cwd()),
    node: process.version.slice(1),
    machine: {
      cores: cpus().length,
      model: cpus()[0]?.model ?? 'unknown',
      memoryGb: Math.round(totalmem() / 2 ** 30),
      load: Number((loadavg()[0] ?? NaN).toFixed(1)),
    },
    share,
    rounds,
    versions: Object.fromEntries(measured.map((name) => [name, versionOf(join('node_modules', name))])),
  }
}

/** Of the package in a folder. */
export const versionOf = (folder: string): string =>
  (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly version: string }).version

export function commitOf(folder: string): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim()
  try {
    const commit = git('rev-parse', '--short=8', 'HEAD')
    // What the figures are written into is no change of what they were taken of.
    return git('status', '--porcelain', '--', '.', ':!docs') === '' ? commit : `${commit}${withChanges}`
  } catch {
    return 'unknown' // not a checkout
  }
}

/** Why figures cannot be kept under a commit, by which others would find what they were taken of. */
export function whyNotKept(commit: string): string | undefined {
  if (!commit.endsWith(withChanges)) return undefined
  return (
    'Unable to report: figures are kept under the commit that they were taken of, and this checkout has changes. ' +
    'Commit them first, or leave --report out.'
  )
}
