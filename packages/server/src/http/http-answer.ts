import { STATUS_CODES, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** A refused request. Developers read the text in the network panel. */
export interface HttpRefusal {
  readonly status: number
  readonly text: string
  readonly headers?: OutgoingHttpHeaders
}

export const refusals = {
  forbiddenOrigin: { status: 403, text: 'This origin may not use the chat server. Add it to allowedOrigins.' },
  wrongMethod: {
    status: 405,
    text: 'Only POST is served here, and WebSocket upgrades.',
    headers: { allow: 'POST, OPTIONS' },
  },
  wrongType: { status: 415, text: 'The body must be application/json, in UTF-8 and not compressed.' },
  closing: {
    status: 503,
    text: 'The chat server is shutting down.',
    headers: { 'retry-after': '1', connection: 'close' },
  },
  full: { status: 503, text: 'The chat server has too many connections.', headers: { 'retry-after': '5' } },
  pipelined: {
    status: 400,
    text: 'Requests must not be pipelined: wait for the answer before the next request on this connection.',
    headers: { connection: 'close' },
  },
  unknownExpectation: { status: 417, text: 'Of the Expect header only 100-continue is served.' },
  notFound: { status: 404, text: 'Nothing is served here.' },
  duplicateConnect: { status: 409, text: 'Another /meta/connect of this client has come.' },
  failed: { status: 500, text: 'The chat server failed on this request.' },
} as const satisfies Record<string, HttpRefusal>

export function bodyTooLarge(maxBytes: number): HttpRefusal {
  // The rest of the body is not read, so the connection cannot be used again.
  return { status: 413, text: `The body must have at most ${maxBytes} bytes.`, headers: { connection: 'close' } }
}

/** Answers with the refusal. */
export function refuse(response: ServerResponse, { status, text, headers }: HttpRefusal): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { ...plain, ...headers }).end(text)
}

/** Answers a Bayeux exchange. */
export function answer(response: ServerResponse, body: string): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(200, { ...common, 'content-type': 'application/json; charset=utf-8' }).end(body)
}

const common = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
const plain = { ...common, 'content-type': 'text/plain; charset=utf-8' }

/** Lets the page of an allowed origin read the answer. CometD sends credentials, so the header names the origin. */
export function allowOrigin({ headers: { origin } }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('vary', 'Origin')
  if (origin === undefined) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-allow-credentials', 'true')
}

/** Answers a CORS preflight. The page may send any headers. */
export function answerPreflight({ headers }: IncomingMessage, response: ServerResponse): void {
  response
    .writeHead(204, {
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': headers['access-control-request-headers'] ?? 'content-type',
      'access-control-max-age': '7200',
      vary: 'Origin, Access-Control-Request-Headers',
    })
    .end()
}

/** Refuses an upgrade request. */
export function refuseUpgrade(socket: Duplex, { status, text }: HttpRefusal): void {
  socket.on('error', () => socket.destroy()) // the client may be gone before it has read the refusal
  socket.once('finish', () => socket.destroy())
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  )
}
