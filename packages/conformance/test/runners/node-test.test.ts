import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { conformanceCases } from '@chat-transport/conformance'
import { build } from 'esbuild'
import { expect, it, onTestFinished } from 'vitest'
import { memoryHarness } from '../support/memory-harness.ts'

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url))

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

it('runs under node:test', { timeout: 120_000 }, async () => {
  const outfile = join(await emptyFolder(), 'memory.test.mjs')
  await build({
    entryPoints: [pathOf('node-test.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    tsconfig: pathOf('../../../../tsconfig.base.json'),
  })
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined }
  const { stdout } = await promisify(execFile)(process.execPath, ['--test', '--test-reporter', 'tap', outfile], { env })
  expect(stdout).toContain(`# pass ${conformanceCases(memoryHarness()).length}`)
  expect(stdout).toContain('# fail 0')
})
