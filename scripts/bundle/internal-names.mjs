import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { visit } from './visit.mjs'

/**
 * The names of properties that only the chunk's own parts say to each other, `internal`, and those of all others, `taken`. A name
 * is internal when an object or class written in one of `own` modules has it, and none of these do: the public types, another module
 * (such as CometD's, whose messages travel), the platform, and a string anywhere in the code.
 *
 * @param {import('rollup').RenderedChunk} chunk
 * @param {{ own: (id: string) => boolean, publicTypes: string[] }} rules `publicTypes`: the files with them
 */
export function internalNames(program, chunk, { own, publicTypes }) {
  const others = Object.entries(chunk.modules).filter(([id]) => !own(id))
  const taken = new Set([
    ...[...publicTypes, ...platformTypes].flatMap((file) => wordsOf(withoutComments(readFileSync(file, 'utf8')))),
    ...others.flatMap(([, { code }]) => wordsOf(code ?? '')),
  ])
  const written = new Set()
  visit(program, (node) => {
    if (node.type === 'Literal' && typeof node.value === 'string') taken.add(node.value)
    if (members.has(node.type) && !node.computed && node.key.type === 'Identifier') written.add(node.key.name)
    return true
  })
  return { internal: new Set([...written].filter((name) => !taken.has(name))), taken }
}

/** What pages and their language have, as the compiler knows it. */
const platform = fileURLToPath(new URL('.', import.meta.resolve('typescript')))
const platformTypes = readdirSync(platform)
  .filter((file) => /^lib\.(dom|es).*\.d\.ts$/.test(file))
  .map((file) => join(platform, file))

/** What has a name in an object or in a class; one that begins with `#` is the minifier's to shorten anyway. */
const members = new Set(['Property', 'MethodDefinition', 'PropertyDefinition'])

const withoutComments = (types) => types.replaceAll(/\/\*[^]*?\*\//g, '')
const wordsOf = (text) => text.match(/[\w$]+/g) ?? []
