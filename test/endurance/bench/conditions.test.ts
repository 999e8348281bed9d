import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { commitOf, whyNotKept } from '../../../bench/run/conditions.ts'

/** A checkout with one commit. */
function checkout() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-checkout-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' })
  writeFileSync(join(folder, 'source.ts'), '')
  git('init')
  git('add', '.')
  git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', 'commit', '-m', 'Begin')
  return folder
}

test('figures are kept of what is committed, whatever has become of the documents', () => {
  const folder = checkout()
  mkdirSync(join(folder, 'docs'))
  writeFileSync(join(folder, 'docs', 'benchmark.md'), 'Figures of before.')
  expect(commitOf(folder)).toMatch(/^[\da-f]{8}$/)
  expect(whyNotKept(commitOf(folder))).toBeUndefined()
})

test('figures are not kept of a checkout with changes', () => {
  const folder = checkout()
  writeFileSync(join(folder, 'source.ts'), 'changed')
  expect(whyNotKept(commitOf(folder))).toMatch(/this checkout has changes.* Commit them first/)
})
