import { once } from 'node:events'
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onCleanup } from './cleanup.ts'

/** The content of one path: a document, or the document that a function returns. */
export type Route = Document | ((request: IncomingMessage) => Document | Promise<Document>)

export interface Document {
  readonly type: 'text/html' | 'text/javascript' | 'application/json'
  readonly body: string | Uint8Array
  readonly headers?: OutgoingHttpHeaders
}

export interface Site {
  readonly origin: string
}

export interface SiteOptions {
  /** `localhost` is another site than 127.0.0.1, where the chat servers of tests are. @default 'localhost' */
  readonly host?: string
}

/** Serves pages for the current test. `routeOf` returns the content of a path, or nothing for a 404. */
export async function serveSite(
  routeOf: (path: string) => Route | undefined,
  { host = 'localhost' }: SiteOptions = {},
): Promise<Site> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site')
    answer(routeOf(pathname), request, response).catch((error: unknown) => {
      response.writeHead(500, { 'Content-Type': 'text/plain' }).end(String(error))
    })
  })
  server.listen(0, host)
  await once(server, 'listening')
  onCleanup(async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  })
  return { origin: `http://${host}:${(server.address() as AddressInfo).port}` }
}

async function answer(route: Route | undefined, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!route) return void response.writeHead(404).end()
  const { type, body, headers } = typeof route === 'function' ? await route(request) : route
  response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8`, ...headers }).end(body)
}

/** The JSON body of a request. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString())
}
