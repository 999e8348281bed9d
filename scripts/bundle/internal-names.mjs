import { readFileSync } from 'node:fs'
import { visit } from './visit.mjs'

/**
 * The names of properties that only the bundle's own parts say to each other, as a pattern for a minifier to shorten. A name
 * is internal when an object or class written in one of `own` modules has it, and none of these do: the public types, another module
 * (such as CometD's, whose messages travel), a string anywhere in the code, and `kept`, which names what is stored. Names of the
 * platform are the minifier's to know.
 *
 * @param {import('rollup').RenderedChunk} chunk
 * @param {{ own: (id: string) => boolean, publicTypes: string[], kept?: string[] }} rules `publicTypes`: the files with them
 */
export function internalNames(program, chunk, { own, publicTypes, kept = [] }) {
  const others = Object.entries(chunk.modules).filter(([id]) => !own(id))
  const taken = new Set([
    ...kept,
    ...publicTypes.flatMap((file) => wordsOf(withoutComments(readFileSync(file, 'utf8')))),
    ...others.flatMap(([, { code }]) => wordsOf(code ?? '')),
  ])
  const written = new Set()
  visit(program, (node) => {
    if (node.type === 'Literal' && typeof node.value === 'string') taken.add(node.value)
    if (members.has(node.type) && !node.computed && node.key.type === 'Identifier') written.add(node.key.name)
    return true
  })
  const names = [...written].filter((name) => !taken.has(name))
  return new RegExp(`^(?:${names.join('|').replaceAll('$', '\\$')})$`)
}

/** What has a name in an object or in a class; one that begins with `#` is the minifier's to shorten anyway. */
const members = new Set(['Property', 'MethodDefinition', 'PropertyDefinition'])

const withoutComments = (types) => types.replaceAll(/\/\*[^]*?\*\//g, '')
const wordsOf = (text) => text.match(/[\w$]+/g) ?? []
