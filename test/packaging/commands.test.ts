import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const commands = [
  ...['api', 'bench', 'bytes', 'chaos', 'dev', 'docs', 'load', 'measure'],
  ...['mutation', 'release', 'sizes', 'soak', 'test', 'typecheck'],
]

function run(command: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`scripts/${command}.mjs`, ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

test.each(commands)(
  'the command %s does nothing with an option that it does not know, and says how it is called',
  (command) => {
    const { status, stdout, stderr } = run(command, '--no-such-option')
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain("Unknown option '--no-such-option'")
    expect(stderr).toMatch(new RegExp(`npm (run )?${command}`))
  },
)

test.each([
  ['soak', /^A long random run .*\n {2}npm run soak -- --faults/],
  ['mutation', /^Breaks code on purpose.*\n {2}npm run mutation -- core/],
])('the command %s tells with --help what it does', (command, told) => {
  const { status, stdout, stderr } = run(command, '--help')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(told)
})

test.each([
  ['measure', '--stores --tabs', '--stores and --tabs do not go together: choose one of them.'],
  ['measure', '--stores --changes 3', '--changes does not go with --stores.'],
  ['measure', '--changes 3', '--changes goes with --tabs only.'],
  ['chaos', '--kills 3 --servers 3', '--kills does not go with --servers.'],
  ['load', '--seconds 3 --cut 3000', '--cut goes with --upload only.'],
  ['bench', '--report docs/bench --share 0.5', 'leave one of the two out.'],
  ['mutation', 'nothing', 'Name what is to see the faults: kit, core, cometd, backend.'],
  ['mutation', 'core --sample x', '--sample: expected a whole number of at least 1, got x'],
])('the command %s refuses %s, and says how it is called', (command, options, why) => {
  const { status, stdout, stderr } = run(command, ...options.split(' '))
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain(`${why}\n\n`)
  expect(stderr).toContain(`npm run ${command}`)
})

test.each([
  ['--rounds', 'few', '--rounds: expected a whole number, got few'],
  ['--share', '2', '--share: expected a number above 0, up to 1, got 2'],
  ['--peers', 'carrier pigeon', 'No peer is called that. There are: '],
])('the benchmark refuses %s %s, and says what is expected', (option, value, expected) => {
  const { status, stdout, stderr } = run('bench', option, value)
  expect(status).toBeGreaterThan(0)
  expect(stdout).toBe('')
  expect(stderr).toContain(expected)
})
