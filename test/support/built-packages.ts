import { readFile } from 'node:fs/promises'
import type { Document } from './serve-site.ts'

const root = new URL('../../', import.meta.url)

/** Where a page finds the modules that the built packages and their dependencies are made of. */
const modules: Readonly<Record<string, string>> = {
  '@chat-transport/core': 'packages/core/dist/index.js',
  '@chat-transport/cometd': 'packages/cometd/dist/index.js',
  '@chat-transport/files': 'packages/files/dist/index.js',
  '@chat-transport/tabs': 'packages/tabs/dist/index.js',
  '@chat-transport/conformance': 'packages/conformance/dist/index.js',
  cometd: 'node_modules/cometd/cometd.js',
}

/** For a page that imports the packages by name. */
export const importMap = JSON.stringify({
  imports: Object.fromEntries(Object.entries(modules).map(([name, path]) => [name, `/${path}`])),
})

/** The file behind a path that the import map leads to, and those that it imports in turn. */
export function builtModule(path: string): (() => Promise<Document>) | undefined {
  if (!/^\/(packages\/[\w-]+\/dist|node_modules\/cometd)\/[\w.-]+\.js$/.test(path)) return undefined
  return async () => ({ type: 'text/javascript', body: await readFile(new URL(path.slice(1), root)) })
}
