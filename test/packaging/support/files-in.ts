import { readFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { extname, join } from 'node:path'

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** Answers requests with the files of a folder, for a page that comes from where its chat server is. */
export const filesIn =
  (folder: string): RequestListener =>
  (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site')
    const path = pathname === '/' ? 'index.html' : pathname
    readFile(join(folder, path)).then(
      (body) => response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'text/plain' }).end(body),
      () => response.writeHead(404).end(),
    )
  }
