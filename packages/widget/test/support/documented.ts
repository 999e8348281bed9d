import { readdirSync, readFileSync } from 'node:fs'
import { english } from '../../src/texts/english.ts'

const root = new URL('../../../../', import.meta.url)

export const document = (name: string): string => readFileSync(new URL(`docs/${name}`, root), 'utf8')

const sourcesIn = (folder: string): string[] =>
  readdirSync(new URL(`packages/widget/src/${folder}`, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(`packages/widget/src/${folder}/${name}`, root), 'utf8'))

const found = (texts: readonly string[], pattern: RegExp): string[] =>
  [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name ?? '')))].sort()

/** The custom properties that the style sheets read. */
export const propertiesOfSource = (): string[] => found(sourcesIn('view'), /var\((--chat-[a-z-]+)/g)

/** The parts that the templates name: `part="bubble ${own ? 'bubble-own' : 'bubble-other'}"` has three. */
export const partsOfSource = (): string[] => {
  const attributes = sourcesIn('view').flatMap((text) =>
    [...text.matchAll(/\bpart="([^"]*)"/g)].map(([, value]) => value),
  )
  const names = attributes.flatMap((value = '') => [
    ...value.replace(/\$\{[^}]*\}/g, ' ').split(/\s+/),
    ...[...value.matchAll(/'([a-z-]+)'/g)].map(([, name]) => name ?? ''),
  ])
  return [...new Set(names.filter((name) => name !== ''))].sort()
}

/** The first column of the tables below a heading: all names in it. */
export function namesBelow(heading: string, text: string): string[] {
  const [, section = ''] = text.split(`\n## ${heading}\n`)
  const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'))
  return rows
    .flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''))
    .sort()
}

/** The page of the texts, with the table that belongs to the source. */
export function textsPage(): string {
  const page = document('texts.md')
  const [before = ''] = page.split('\n| key |')
  return `${before.trimEnd()}\n\n${textsTable()}\n`
}

function textsTable(): string {
  const comments = commentsOfTexts()
  const rows = Object.entries(english).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string'
      ? [[key, value]]
      : Object.entries(value as Record<string, string>).map(([form, text]) => [`${key}.${form}`, text]),
  )
  const lines = rows.map(([key, text]) => `| \`${key}\` | ${inCell(text)} | ${inCell(comments.get(key) ?? '')} |`)
  return ['| key | in English | |', '|---|---|---|', ...lines].join('\n')
}

const inCell = (text: string) => text.replaceAll('|', '\\|')

/** What the source says of a text, on the line before it. */
function commentsOfTexts(): Map<string, string> {
  const source = readFileSync(new URL('packages/widget/src/texts/texts.ts', root), 'utf8')
  const commented = source.matchAll(/\/\*\* (.*?) \*\/\n {2}readonly (\w+):/g)
  return new Map([...commented].map(([, comment = '', key = '']) => [key, comment]))
}
