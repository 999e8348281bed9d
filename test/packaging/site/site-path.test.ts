import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { documentsElsewhere } from '../../../docs/.vitepress/site/documents-elsewhere.ts'
import { sidebar } from '../../../docs/.vitepress/site/sidebar.ts'
import { sitePath } from '../../../docs/.vitepress/site/site-path.ts'
import { documents } from '../support/documents.ts'

function folderWith(...files: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'chat-transport-documents-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const file of files) {
    mkdirSync(join(root, dirname(file)), { recursive: true })
    writeFileSync(join(root, file), '# A document')
  }
  return root
}

test('the site shows documents where it has a place for them, and no others', () => {
  const shown = ['README.md', 'docs/guide.md', 'docs/recipes/README.md', 'packages/core/README.md']
  const elsewhere = ['AGENTS.md', 'packages/core/api.md', 'release/notes.md', 'test/field/README.md']
  const dependency = 'node_modules/left-pad/README.md'
  expect(documentsElsewhere(folderWith(...shown, ...elsewhere, dependency)).sort()).toEqual(elsewhere)
})

test('the sidebar leads to every guide of the folder, and to every package', () => {
  const links = new Set(sidebar.flatMap(({ items = [] }) => items.map(({ link }) => link)))
  const guides = documents.filter((path) => /^docs\/[^/]+\.md$|^packages\/[^/]+\/README\.md$/.test(path))
  const pages = guides.map((path) => `/${sitePath(path)?.replace(/\.md$/, '')}`).filter((page) => page !== '/index')
  expect(pages.filter((page) => !links.has(page))).toEqual([])
})
