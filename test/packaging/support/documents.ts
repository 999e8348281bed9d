import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { githubSlug } from '../../../docs/.vitepress/site/github-slug.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Made by others: of dependencies, of builds, and the copies of the protocol that packages are packed with. */
const isMade = (path: string) =>
  /(^|\/)(node_modules|dist|\.vitepress|test-results)\/|^docs\/api\/|^packages\/[^/]+\/(PROTOCOL|api(\.\w+)?\.md)/.test(
    path,
  )

/** Every document of the repository, by its path in it. */
export const documents: readonly string[] = [
  ...readdirSync(root),
  ...['docs', 'examples', 'test/properties'].flatMap(filesBelow),
  ...readdirSync(join(root, 'packages')).flatMap((name) => [
    ...readdirSync(join(root, 'packages', name)).map((file) => `packages/${name}/${file}`),
    ...filesBelow(`packages/${name}/docs`),
  ]),
].filter((path) => path.endsWith('.md') && !isMade(path))

function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true }).map((file) => `${folder}/${String(file)}`)
}

export const documentText = (document: string): string => readFileSync(join(root, document), 'utf8')

/** A block of code, and the line of its document that it begins in. */
export interface CodeBlock {
  readonly document: string
  readonly line: number
  readonly language: string
  /** What stands behind the language: why the block is not checked. */
  readonly note: string
  readonly code: string
}

export function codeBlocksOf(document: string): CodeBlock[] {
  const text = documentText(document)
  return [...text.matchAll(/^( *)```(\w+) *(.*)\n([^]*?)^\1```$/gm)].map(
    ({ index, 1: indent = '', 2: language = '', 3: note = '', 4: code = '' }) => ({
      document,
      line: text.slice(0, index).split('\n').length,
      language,
      note,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  )
}

/** The links of a document that lead to the repository, and lead nowhere. */
export function brokenLinksOf(document: string): string[] {
  return linksIn(documentText(document)).filter((link) => {
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? join(root, document) : resolve(root, dirname(document), path)
    if (!existsSync(target)) return true
    const page = target.endsWith('.md') ? target : join(target, 'README.md')
    return anchor !== undefined && existsSync(page) && !anchorsIn(readFileSync(page, 'utf8')).has(anchor)
  })
}

const isElsewhere = (link: string) => /^([a-z][a-z+.-]*:|\/)/i.test(link)
const withoutCode = (text: string) => text.replaceAll(/^( *)```[^]*?^\1```$/gm, '').replaceAll(/`[^`\n]*`/g, '`')

const linksIn = (text: string) =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !isElsewhere(link))

/** Of headings, as GitHub makes them: a second one of the same text has a number. */
function anchorsIn(text: string): Set<string> {
  const headings = text.replaceAll(/^( *)```[^]*?^\1```$/gm, '').matchAll(/^#{1,6} (.+)$/gm)
  const anchors = new Set<string>()
  for (const [, heading = ''] of headings) {
    const slug = githubSlug(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'))
    let anchor = slug
    for (let number = 1; anchors.has(anchor); number++) anchor = `${slug}-${number}`
    anchors.add(anchor)
  }
  return anchors
}
