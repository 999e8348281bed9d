import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { UnreadBody } from './request-body.ts'

/** A refused request. Developers read the text in the network panel. */
export interface HttpRefusal {
  readonly status: number
  readonly text: string
  readonly headers?: Readonly<Record<string, string>>
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
  full: {
    status: 503,
    text: 'The chat server has too many connections. See maxConnections.',
    headers: { 'retry-after': '5' },
  },
  tooMany: {
    status: 429,
    text: 'Too many requests come from this address. Behind a proxy, set clientAddress.',
    headers: { 'retry-after': '10', connection: 'close' },
  },
  pipelined: {
    status: 400,
    text: 'Requests must not be pipelined: wait for the answer before the next request on this connection.',
    headers: { connection: 'close' },
  },
  unknownExpectation: { status: 417, text: 'Of the Expect header only 100-continue is served.' },
  notFound: { status: 404, text: 'Nothing is served here.' },
  forgedMark: { status: 403, text: 'Only servers with the same instance.secret may hand requests on to this one.' },
  cut: { status: 502, text: 'The server of this line has not answered.' },
  duplicateConnect: { status: 409, text: 'Another /meta/connect of this client has come.' },
  failed: { status: 500, text: 'The chat server failed on this request. See its log.' },
} as const satisfies Record<string, HttpRefusal>

/** What is answered to a request whose body was not read to its end. */
export function unreadBody(why: UnreadBody, maxBytes: number): HttpRefusal {
  const [status, text] = {
    'too-large': [413, `The body must have at most ${maxBytes} bytes.`] as const,
    'in-pieces': [400, 'The body came in too many small pieces.'] as const,
    'too-slow': [408, 'The body did not come in time.'] as const,
    'given-up': [408, 'Too many requests are unfinished; this was the oldest. Try again.'] as const,
    'no-room': [
      429,
      'Too much of requests is kept for this address. Try again, or see addressLimits.keptBytes.',
    ] as const,
    aborted: [400, 'The client has left.'] as const,
  }[why]
  return { status, text }
}

/**
 * Answers with a refusal before the body was read. A body that has come already does no harm. Of another one nothing more is
 * read: the connection ends with the answer.
 */
export async function refuseUnread(
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  refusal: HttpRefusal,
): Promise<void> {
  await setImmediate() // the rest of what has come with the headers
  const ending = request.complete ? undefined : { connection: 'close' }
  refuse(response, { ...refusal, headers: { ...refusal.headers, ...ending } })
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
export function allowOrigin(
  { headers: { origin } }: IncomingMessage,
  response: ServerResponse,
  exposed = 'Retry-After',
): void {
  response.setHeader('vary', 'Origin')
  if (origin === undefined) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-allow-credentials', 'true')
  response.setHeader('access-control-expose-headers', exposed)
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

/** Refuses an upgrade request. For whatever of this project serves WebSockets. */
export function refuseUpgrade(socket: Duplex, { status, text, headers }: HttpRefusal): void {
  socket.on('error', () => socket.destroy()) // the client may be gone before it has read the refusal
  socket.once('finish', () => socket.destroy())
  const length = { 'content-length': Buffer.byteLength(text) }
  const lines = Object.entries({ ...plain, ...headers, connection: 'close', ...length })
  const head = lines.map(([name, value]) => `${name}: ${String(value)}\r\n`).join('')
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${text}`)
}
