import { once } from 'node:events'
import { createServer } from 'node:http'
import { inUrl, withAllowedHosts } from './allowed-hosts.mjs'
import { controlActions } from './control-actions.mjs'
import { createLiveReload } from './live-reload.mjs'
import { pageFolder, servePath } from './static-files.mjs'

const largestBodyBytes = 64 * 1024

/**
 * Serves the page, and on the same origin the console's API and the channel of the controls. They work while the chat line is
 * broken. With `isReloading` the page reloads when one of its files changes.
 */
export async function createPageServer({ host, port, hosts, chat, isReloading }) {
  const actions = controlActions(chat)
  /** What is answered with more than that it was done. */
  const answers = { '/sign-in': ({ name }) => chat.tokenFor(name) }

  const pages = createServer((request, response) => {
    answer(request, response).catch((error) => {
      if (response.headersSent) return void response.destroy()
      response.writeHead(error.status ?? 500, { 'Content-Type': 'text/plain; charset=utf-8' }).end(error.message)
    })
  })
  chat.serveAgentsOn(pages)
  const server = withAllowedHosts(pages, hosts)
  server.listen(port, host)
  await once(server, 'listening')
  chat.allowPagesFrom(server.address().port)
  const liveReload = isReloading ? createLiveReload(pageFolder) : undefined

  async function answer(request, response) {
    const { pathname } = new URL(request.url, 'http://page')
    const name = hosts.nameIn(request)
    if (request.method === 'POST') return await act(pathname, request, response)
    if (pathname === '/channel') return chat.channel.handle(request, response)
    if (pathname === '/live-reload' && liveReload) return liveReload.handle(request, response)
    if (pathname === '/settings.json')
      return sendJson(response, { chatUrls: chat.urlsFor(name), agentApi: chat.agentApi })
    await servePath({ path: decodeURIComponent(pathname), chatOrigin: chat.originFor(name), isReloading }, response)
  }

  /** Other sites' pages cannot post JSON here: that needs a preflight, which is not answered. */
  async function act(path, request, response) {
    const action = [actions, answers].find((each) => Object.hasOwn(each, path))?.[path]
    if (!action) throw new RequestError(404, 'No such action')
    if (request.headers['content-type'] !== 'application/json') throw new RequestError(415, 'JSON is expected')
    const done = await action(await readJson(request))
    if (action === answers[path]) sendJson(response, done)
    else response.writeHead(204).end()
  }

  return {
    /** Where this machine can open the page. */
    origin: `http://${isEverywhere(host) ? '127.0.0.1' : inUrl(host)}:${server.address().port}`,
    close() {
      liveReload?.close()
      server.close()
      server.closeAllConnections()
    },
  }
}

const isEverywhere = (host) => host === '0.0.0.0' || host === '::'

function sendJson(response, value) {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(value))
}

async function readJson(request) {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk
    if (text.length > largestBodyBytes) throw new RequestError(413, 'Too large')
  }
  try {
    return Object(JSON.parse(text))
  } catch (cause) {
    throw new RequestError(400, `The body is no JSON: ${cause.message}`)
  }
}

/** A request that cannot be answered: becomes an answer with this status. */
export class RequestError extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}
