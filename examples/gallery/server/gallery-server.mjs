import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../', import.meta.url))

const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
}

/** What a site may ask of a widget at the strictest: no inline code or style, no `eval`, no `blob:`, no string that becomes HTML. */
export const strictPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ')

/** Serves the gallery on this machine alone. `port`: 0 for any that is free. */
export async function createGalleryServer(port = 0) {
  const server = createServer(
    (request, response) => void serve(new URL(request.url, 'http://gallery').pathname, response),
  )
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function serve(path, response) {
  const relative = normalize(path === '/' ? '/page/index.html' : path.startsWith('/dist/') ? path : `/page${path}`)
  const body = await readFile(folder + relative.slice(1)).catch(() => undefined) // A missing file is a 404, whatever the reason.
  if (!body) return void response.writeHead(404).end('Not found')
  response.writeHead(200, {
    'Content-Type': types[extname(relative)] ?? 'application/octet-stream',
    'Content-Security-Policy': strictPolicy,
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(body)
}
