import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'

const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
}

/**
 * A policy as strict as a careful site's: nothing inline, no `eval`, no worker, no `blob:`, no string that becomes HTML, and nothing of
 * other origins but what `more` names.
 * @param {{ images?: string, connections?: string }} more
 */
export const strictPolicy = ({ images = '', connections } = {}) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' ${images}`.trimEnd(),
    ...(connections === undefined ? [] : [`connect-src 'self' ${connections}`]),
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ')

/**
 * Answers with a file, or with 404, whatever the reason why it cannot be read.
 * @param {import('node:http').ServerResponse} response
 * @param {{ file: string | undefined, policy: string, atEnd?: string }} what `atEnd`: comes after an HTML page
 */
export async function serveFile(response, { file, policy, atEnd = '' }) {
  const body = file && (await readFile(file).catch(() => undefined))
  if (!body) return void response.writeHead(404).end('Not found')
  response.writeHead(200, {
    'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': policy,
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(file.endsWith('.html') ? body + atEnd : body)
}
