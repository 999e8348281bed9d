import { normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serveFile, strictPolicy } from '../../serve-file.mjs'

/** The page's own files. */
export const pageFolder = new URL('../page/', import.meta.url)

/** Where files come from, by the beginning of their path. */
const folders = {
  '/sdk/': new URL('./dist/', import.meta.resolve('@chat-transport/browser/package.json')),
  '/custom-transport/': new URL('./', import.meta.resolve('@chat-transport/example-custom-transport/sse-link')),
  '/widget/': new URL('./', import.meta.resolve('@chat-transport/widget/standalone')),
  '/dist/': new URL('../dist/', import.meta.url),
  '/': pageFolder,
}

const liveReload = '<script type="module" src="/live-reload.js"></script>'

/** Answers with a file of the page, of the SDK's bundle, of the widget, or of the custom transport. */
export function servePath({ path, chatOrigin, isReloading }, response) {
  const policy = strictPolicy({ images: chatOrigin, connections: `${chatOrigin} ${chatOrigin.replace('http', 'ws')}` })
  return serveFile(response, { file: locate(path), policy, atEnd: isReloading ? liveReload : '' })
}

function locate(path) {
  const [start, folder] = Object.entries(folders).find(([start]) => path.startsWith(start))
  const relative = normalize(path.slice(start.length).replace(/(^|\/)$/, '$1index.html'))
  return relative.startsWith('..') || relative.startsWith(sep) ? undefined : fileURLToPath(folder) + relative
}
