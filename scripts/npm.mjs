import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout: every script works from there, wherever it was called from. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs npm, the very one that called this script where there is one, with its output visible. True when it succeeded. */
export function npm(...args) {
  const caller = process.env.npm_execpath
  return caller?.endsWith('.js') ? run(process.execPath, [caller, ...args]) : run('npm', args)
}

/** Runs a program with its output visible and nothing to read. True when it succeeded. */
export function run(program, args, env = {}) {
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    // npm is a batch file on Windows, which only a shell can start.
    shell: process.platform === 'win32' && program === 'npm',
  })
  if (error) console.error(`Unable to run ${program}: ${error.message}`)
  return status === 0
}
