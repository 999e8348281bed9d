import { once } from 'node:events'
import { createServer } from 'node:http'
import { normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serveFile, strictPolicy } from '../../serve-file.mjs'

const folder = fileURLToPath(new URL('../', import.meta.url))

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

function serve(path, response) {
  const relative = normalize(path === '/' ? '/page/index.html' : path.startsWith('/dist/') ? path : `/page${path}`)
  return serveFile(response, { file: folder + relative.slice(1), policy: strictPolicy() })
}
