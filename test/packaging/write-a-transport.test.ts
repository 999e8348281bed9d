import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)

test('the guide to a transport works as it stands', { timeout: 120_000 }, async () => {
  const folder = await followed(readFileSync(join(root, 'docs/write-a-transport.md'), 'utf8'))
  const output = async (program: string) => (await run(process.execPath, [program], { cwd: folder })).stdout

  expect(await output('try-it.js')).toBe('Ada: Hello\nEcho: You said: Hello\n')
  const said = (await output('break-it.js')).split('\n')
  expect(said).toContain('(reconnecting: cut by hand)')
  expect(said.filter((line) => line.startsWith('Ada'))).toEqual(['Ada: One', 'Ada: Two', 'Ada: Three'])
  expect(said.filter((line) => line.startsWith('Echo'))).toEqual(
    ['One', 'Two', 'Three'].map((text) => `Echo: You said: ${text}`),
  )
  await output('publish.js') // fails the test by its exit code
  expect(readFileSync(join(folder, 'CONFORMANCE.md'), 'utf8')).not.toMatch(/failed|not reached/)
})

/** A new folder with the files that the guide tells to write: each listing that begins with the name of one. */
async function followed(guide: string): Promise<string> {
  mkdirSync(join(root, 'test-results'), { recursive: true })
  const folder = mkdtempSync(join(root, 'test-results/my-transport-')) // in the repository, so that its packages are found
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const [listing, name = ''] of guide.matchAll(/(?<=^```js\n)\/\/ (\S+\.js)\n[^]*?(?=^```$)/gm))
    writeFileSync(join(folder, name), listing)
  return folder
}
