import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { AttachHandler } from '@chat-transport/backend'
import { isAllowed, type AllowedOrigins } from './allowed-origins.ts'
import { baseUrl } from './base-url.ts'
import { HttpRefusal, refuse } from './http-refusal.ts'
import { readJson } from './json-body.ts'
import { createVisitor, type Visitor, type PageConnection } from './visitor.ts'

export interface SseFrontOptions {
  /** Pages of these origins may chat, as well as pages of the front's own origin. @default none */
  readonly allowedOrigins?: AllowedOrigins
  /** How often a comment line is sent as a sign of life: 10 s at most (P44). @default 5000 */
  readonly heartbeatMs?: number
  /** A larger body is refused. Keep it above the back end's `maxMessageBytes`, whose refusal says more. @default 262144 */
  readonly maxBodyBytes?: number
}

/**
 * Serves the chat over `fetch` and Server-Sent Events, for any HTTP server and path. A POST without a `Chat-Line` header is an
 * attach. Its response is the event stream: the `Chat-Line` header names the line, and the first event is the answer. A POST
 * with that header is a command of the line. Statuses: 204 accepted, 400 not JSON, 403 origin not allowed, 405 not a POST, 410 the
 * line is over, 413 too large, 415 not declared as JSON, 429 too many at once.
 */
export function createSseFront(attachHandler: AttachHandler, options: SseFrontOptions = {}): RequestListener {
  const { allowedOrigins = [], heartbeatMs = 5_000, maxBodyBytes = 256 * 1024 } = options
  /** By the name of their line. The name authorizes commands on the line, so it is as hard to guess as a secret. */
  const visitors = new Map<string, Visitor>()

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('vary', 'Origin').setHeader('cache-control', 'no-store, no-transform')
    if (!isAllowed(request, allowedOrigins)) throw new HttpRefusal(403, 'This origin may not use the chat server.')
    allowOrigin(request, response)
    if (request.method === 'OPTIONS') return void response.writeHead(204, preflight).end()
    if (request.method !== 'POST') throw new HttpRefusal(405, 'Only POST is served here.')
    const command = await readJson(request, maxBodyBytes)
    const { 'chat-line': name } = request.headers
    if (name === undefined) return openLine(command, request, response)
    const visitor = visitors.get(String(name))
    if (!visitor) throw new HttpRefusal(410, 'This line is over. Attach again.')
    if (visitor.isFull)
      throw new HttpRefusal(429, 'Too many commands at once. Post each when the one before is answered.')
    await visitor.receive(command)
    response.writeHead(204).end()
  }

  async function openLine(attach: unknown, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = randomUUID()
    const visitor = createVisitor(attachHandler, eventStream(response, heartbeatMs))
    response.once('close', () => {
      visitors.delete(name)
      visitor.leave()
    })
    visitors.set(name, visitor)
    const { headers, socket } = request
    const { remoteAddress } = socket
    const reachedAt = baseUrl(request)
    response.writeHead(200, { 'content-type': 'text/event-stream', 'chat-line': name, 'x-accel-buffering': 'no' })
    await visitor.attach(attach, {
      headers,
      transport: 'sse',
      ...(remoteAddress && { remoteAddress }),
      ...(reachedAt && { baseUrl: reachedAt }),
    })
    if (!isOpen(response)) return
    // On a stream the page cannot confirm that it reads, so a successful write has to do.
    response.write(lifeSign, (failed) => {
      if (!failed) visitor.confirm()
    })
  }

  return (request, response) => {
    serve(request, response).catch((thrown: unknown) => refuse(response, thrown))
  }
}

/** A response as a connection to a page: each text is a `data:` block. */
function eventStream(response: ServerResponse, heartbeatMs: number): PageConnection {
  // If the network is full, a sign of life would only wait behind the events.
  const heartbeat = setInterval(() => response.writableNeedDrain || response.write(lifeSign), heartbeatMs)
  response.once('close', () => clearInterval(heartbeat))
  return {
    write(texts): void | Promise<void> {
      if (!isOpen(response)) return
      if (response.write(texts.map((text) => `data: ${text}\n\n`).join(''))) return
      return new Promise((resolve) => {
        const finish = () => {
          response.off('drain', finish).off('close', finish)
          resolve()
        }
        response.on('drain', finish).on('close', finish)
      })
    },
    end() {
      clearInterval(heartbeat)
      response.end()
    },
  }
}

const isOpen = (response: ServerResponse) => !response.writableEnded && !response.destroyed

/** A comment. The page's parser reports it as a sign of life. */
const lifeSign = ':\n\n'

/** The answer to the preflight that a browser sends before it posts JSON to another origin. */
const preflight = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type, chat-line',
  'access-control-max-age': '7200',
}

/** Lets the page of an allowed origin read the response. */
function allowOrigin({ headers: { origin } }: IncomingMessage, response: ServerResponse): void {
  if (origin === undefined) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-expose-headers', 'chat-line')
}
