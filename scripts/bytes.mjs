// What chat-transport.js spends its bytes on, function by function:
//   npm run bytes [-- --files]
// A row is what stands at the top of a source file, or with --files the file: how many bytes of the minified script come from it, and how
// much smaller the script, gzipped, is without them.
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { relative, resolve } from 'node:path'
import { root } from './npm.mjs'
import { readOptions } from './options.mjs'

const byFile = readOptions({ options: { files: { type: 'boolean' } } }).values.files
const { default: typescript } = await import('typescript')
const { gzipped } = await import('./sizes/size-of-script.mjs')
const file = resolve(root, 'packages/browser/dist/chat-transport.js')
const script = readFileSync(file, 'utf8')
const sourceMap = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')))
const parts = new Map()

const whole = gzipped(script)
const pieces = cut()
const owners = [...new Set(pieces.map(({ owner }) => owner))]
const rows = owners.map((owner) => {
  const rest = pieces.filter((piece) => piece.owner !== owner).map(({ text }) => text)
  return { owner, bytes: script.length - rest.join('').length, gzip: whole - gzipped(rest.join('')) }
})
const print = (gzip, bytes, owner) => console.log(`${String(gzip).padStart(6)} ${String(bytes).padStart(6)}  ${owner}`)
print('gzip', 'bytes', '')
for (const { owner, bytes, gzip } of rows.sort((a, b) => b.gzip - a.gzip)) print(gzip, bytes, owner)
print(whole, script.length, 'chat-transport.js')

/** The script in pieces, each with where it comes from. */
function cut() {
  const found = []
  for (const [line, text] of script.split(/^/m).entries()) {
    for (let column = 0; column < text.length; column++) {
      const owner = ownerOf(sourceMap.findEntry(line, column))
      const last = found.at(-1)
      if (last?.owner === owner) last.text += text[column]
      else found.push({ owner, text: text[column] })
    }
  }
  return found
}

/** `line` counts from 0. */
function ownerOf({ originalSource, originalLine: line }) {
  if (!originalSource) return 'bundle'
  const path = relative(root, resolve(file, '..', originalSource))
  const name = byFile ? '' : (partsOf(path).find(({ first, last }) => first <= line && line <= last)?.name ?? '')
  return [path.replace(/^packages\/|^node_modules\//, '').replace('/src/', '/'), name].join(' ')
}

/** What stands at the top of a source file, by its lines. */
function partsOf(path) {
  const known = parts.get(path)
  if (known) return known
  const tree = typescript.createSourceFile(
    path,
    readFileSync(resolve(root, path), 'utf8'),
    typescript.ScriptTarget.Latest,
  )
  const lineOf = (position) => tree.getLineAndCharacterOfPosition(position).line
  const found = tree.statements.flatMap((statement) => {
    const declared = statement.name ?? statement.declarationList?.declarations[0]?.name
    const name = declared?.getText(tree) ?? ''
    return [{ name, first: lineOf(statement.getStart(tree)), last: lineOf(statement.end) }]
  })
  parts.set(path, found)
  return found
}
