import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const commands = ['bench', 'chaos', 'load', 'measure', 'release', 'soak', 'test']

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

test('a command tells with --help what it does', () => {
  const { status, stdout, stderr } = run('soak', '--help')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(/^A long random run .*\n {2}npm run soak -- --faults/)
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
