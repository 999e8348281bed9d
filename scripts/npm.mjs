import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout: every script works from there, wherever it was called from. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs npm, the very one that called this script where there is one, with its output visible. True when it succeeded. */
export function npm(...args) {
  return run(...callOfNpm(args))
}

/** The same beside others. */
export async function npmBeside(...args) {
  return (await start(args, 'inherit')).ok
}

/** Runs npm beside others, with its output kept until it is over. */
export function npmUnseen(...args) {
  return start(args, 'pipe')
}

/** Runs a program with its output visible and nothing to read. True when it succeeded. */
export function run(program, args, env = {}) {
  const { status, error } = spawnSync(program, args, {
    ...surroundings(program, env),
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (error) console.error(unable(program, error))
  return status === 0
}

function start(args, output) {
  const [program, all] = callOfNpm(args)
  return new Promise((resolve) => {
    const chunks = []
    const child = spawn(program, all, { ...surroundings(program), stdio: ['ignore', output, output] })
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks.push(chunk))
    const end = (ok) => resolve({ ok, output: Buffer.concat(chunks).toString() })
    child.once('error', (error) => {
      console.error(unable(program, error))
      end(false)
    })
    child.once('close', (status) => end(status === 0))
  })
}

function callOfNpm(args) {
  const caller = process.env.npm_execpath
  return caller?.endsWith('.js') ? [process.execPath, [caller, ...args]] : ['npm', args]
}

const surroundings = (program, env = {}) => ({
  cwd: root,
  env: { ...process.env, ...env },
  // npm is a batch file on Windows, which only a shell can start.
  shell: process.platform === 'win32' && program === 'npm',
})

const unable = (program, error) => `Unable to run ${program}: ${error.message}`
