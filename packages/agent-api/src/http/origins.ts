import type { IncomingMessage, ServerResponse } from 'node:http'
import { isOwnOrigin } from '@chat-transport/server'
import { forbidden } from './problem.ts'

/** Whether the page that makes a request may use the API. Throws an `ApiProblem` (403) if it may not. */
export function requireOrigin(request: IncomingMessage, allowed: ReadonlySet<string>): void {
  const { origin } = request.headers
  if (origin === undefined || allowed.has(origin) || isOwnOrigin(origin, request)) return
  throw forbidden('Pages of this origin may not use the API. See allowedOrigins.')
}

/** Lets pages of the listed origins read the answer. They send a token, and no cookies. */
export function allowOrigin(
  { headers: { origin } }: IncomingMessage,
  response: ServerResponse,
  allowed: ReadonlySet<string>,
): void {
  if (allowed.size > 0) response.setHeader('vary', 'Origin')
  if (origin === undefined || !allowed.has(origin)) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-expose-headers', 'Retry-After')
}

/** Answers a CORS preflight from a listed origin. */
export function answerPreflight(response: ServerResponse): void {
  response
    .writeHead(204, {
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key',
      'access-control-max-age': '7200',
    })
    .end()
}
