import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { problemsIn, scriptsOf } from './support/code-check.ts'
import { brokenLinksOf, codeBlocksOf, documents, type CodeBlock } from './support/documents.ts'
import { readersOwn } from './support/readers-own.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const blocks = documents.flatMap(codeBlocksOf)

/** By tests that have the libraries which they import, and that run what they say. */
const checkedElsewhere: Readonly<Record<string, string>> = {
  'docs/recipes/vue.md': 'recipes.test.ts',
  'docs/recipes/svelte.md': 'recipes.test.ts',
  'docs/recipes/angular.md': 'recipes.test.ts',
  'docs/recipes/plain-esm.md': 'recipes.test.ts',
}

test('there are as many documents as one would think', () => {
  expect(documents).toEqual(expect.arrayContaining(['README.md', 'docs/errors.md', 'packages/core/README.md']))
  expect(documents.length).toBeGreaterThan(100)
})

test('no link of a document leads nowhere', () => {
  const broken = documents.flatMap((document) => brokenLinksOf(document).map((link) => `${document}: ${link}`))
  expect(broken).toEqual([])
})

describe('the code of the documents', () => {
  test('compiles as it stands, under `strict`', { timeout: 240_000 }, () => {
    const listings = blocks.filter(
      ({ document, language, note }) =>
        /^([jt]sx?|html)$/.test(language) && !(document in checkedElsewhere) && note === '',
    )
    const files = new Map<string, string>()
    for (const listing of listings) {
      const { name, text } = fileOf(listing)
      const before = files.get(name)
      if (before === undefined) files.set(name, text)
      // A guide may show one file twice, first as it begins; the protocol's listings are one text.
      else if (isOneText(listing)) files.set(name, `${before}${text}`)
      else files.set(`${listing.line}/${name}`, text)
    }
    expect(files.size).toBeGreaterThan(100)
    expect(problemsIn(new Map([...files, ...readersOwn]), join(root, 'test-results/listings'))).toEqual([])
  })

  test('that is JSON can be read, comments and all', () => {
    const read = ({ document, line, code }: CodeBlock) => {
      const isRead = isJson(code) || code.trimEnd().split('\n').every(isJson) // or each line is, as they travel
      return isRead ? [] : [`${document}:${line}`]
    }
    expect(blocks.filter(({ language }) => language === 'json').flatMap(read)).toEqual([])
  })

  test('that is CSS can be read', async () => {
    for (const { document, line, code } of blocks.filter(({ language }) => language === 'css')) {
      const { warnings } = await transform(code, { loader: 'css' })
      expect(warnings, `${document}:${line}`).toEqual([])
    }
  })

  test('goes unchecked only where it says why', () => {
    const unchecked = blocks.filter(({ language, note }) => /^(tsx?|jsx?|vue|html)$/.test(language) && note !== '')
    for (const { note } of unchecked) expect(note).toMatch(/^ignore: .+/)
  })
})

const isOneText = ({ document, language }: CodeBlock) => document === 'PROTOCOL.md' && language === 'ts'

/** Comments and all, as editors read the settings of tools. */
function isJson(text: string): boolean {
  const { parseDiagnostics } = ts.parseJsonText('listing.json', text) as ts.JsonSourceFile & {
    readonly parseDiagnostics: readonly unknown[]
  }
  return parseDiagnostics.length === 0
}

/** A listing as a file, whose name its first line may say: so that the listings of one document can import each other. */
function fileOf(block: CodeBlock): { readonly name: string; readonly text: string } {
  const { document, line, language, code } = block
  const isPage = language === 'html'
  const unnamed = isOneText(block) ? 'protocol.ts' : `line-${line}.${isPage ? 'js' : language}`
  const [, name = unnamed] = /^\/\/ (\S+\.[jt]sx?)\n/.exec(code) ?? []
  return {
    name: join(document.replaceAll(/\W/g, '-'), name),
    text: `${isPage ? scriptsOf(block) : code}\nexport {}\n`,
  }
}
