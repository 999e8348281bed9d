import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { entries } from '../entries.mjs'
import { root } from '../npm.mjs'
import { budgets } from './budgets.mjs'

/** What a script weighs that pages load as it is, with its budget. `path`: from the root. */
export function sizeOfScript(path) {
  const name = nameOfScript(relative(root, resolve(root, path)))
  return { name, gzipBytes: gzipped(readFileSync(resolve(root, path))), budget: budgets[name] }
}

export const gzipped = (script) => gzipSync(script, { level: 9 }).length

/** That of the entry; what an entry loads has that of its file, below the package. */
function nameOfScript(path) {
  const entry = entries().find(({ code }) => code === path)
  return entry?.name ?? path.replace(/^packages\/([^/]+)\/dist\//, '@chat-transport/$1/')
}
