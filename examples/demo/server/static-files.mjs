import { readFile } from 'node:fs/promises'
import { extname, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

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

const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
}

/**
 * A policy as strict as a careful site's: nothing inline, no `eval`, no worker, no string that becomes HTML, and nothing of other
 * origins but the chat server.
 * @param {string} chatOrigin
 */
const contentSecurityPolicy = (chatOrigin) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' ${chatOrigin}`,
    `connect-src 'self' ${chatOrigin} ${chatOrigin.replace('http', 'ws')}`,
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ')

const liveReload = '<script type="module" src="/live-reload.js"></script>'

/** Answers with a file of the page, of the SDK's bundle, of the widget, or of the custom transport. */
export async function serveFile({ path, chatOrigin, isReloading }, response) {
  const file = locate(path)
  const body = file && (await readFile(file).catch(() => undefined)) // a missing file is a 404, whatever the reason
  if (!body) return void response.writeHead(404).end('Not found')
  response.writeHead(200, {
    'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': contentSecurityPolicy(chatOrigin),
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(isReloading && file.endsWith('.html') ? body + liveReload : body)
}

function locate(path) {
  const [start, folder] = Object.entries(folders).find(([start]) => path.startsWith(start))
  const relative = normalize(path.slice(start.length).replace(/(^|\/)$/, '$1index.html'))
  return relative.startsWith('..') || relative.startsWith(sep) ? undefined : fileURLToPath(folder) + relative
}
