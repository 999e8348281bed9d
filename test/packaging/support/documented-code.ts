import { readFileSync } from 'node:fs'

const root = new URL('../../../', import.meta.url)

export interface Listing {
  /** The file it belongs in, when its first line says so. */
  readonly name?: string
  readonly language: 'ts' | 'tsx'
  readonly code: string
}

/** Every listing in TypeScript of a document in Markdown. */
export function listingsOf(document: string): Listing[] {
  const found = readFileSync(new URL(document, root), 'utf8').matchAll(/^```(tsx?)\n([^]*?)^```$/gm)
  return [...found].map(([, language, code = '']) => {
    const [, name] = /^\/\/ (\S+\.tsx?)\n/.exec(code) ?? []
    return { ...(name && { name }), language: language === 'tsx' ? 'tsx' : 'ts', code }
  })
}

/** The code for the file with that name. */
export function listing(document: string, name: string): string {
  const found = listingsOf(document).find((each) => each.name === name)
  if (!found) throw new Error(`${document} has no listing that begins with the line \`// ${name}\``)
  return found.code
}

/** Every listing of a document that begins with the name of its file, in a comment of its language. */
export function filesOf(document: string): ReadonlyMap<string, string> {
  const named = readFileSync(new URL(document, root), 'utf8').matchAll(
    /^```\w+\n((?:\/\/|<!--) (\S+\.\w+)(?: -->)?\n[^]*?)^```$/gm,
  )
  return new Map([...named].map(([, code = '', name = '']) => [name, code]))
}
