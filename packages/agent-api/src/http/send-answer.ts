import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ApiProblem } from './problem.ts'

export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

const common = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** Answers with JSON; without a body when there is nothing to say. */
export function sendAnswer({ response }: Exchange, body: unknown): void {
  if (!isOpen(response)) return
  if (body === undefined) return void response.writeHead(204, common).end()
  response.writeHead(200, { ...common, 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

/** Of a request whose body has not come as a whole nothing more is read: its connection ends with the answer. */
export function sendProblem({ request, response }: Exchange, { status, headers, details }: ApiProblem): void {
  if (!isOpen(response)) return
  const ending = request.complete ? {} : { connection: 'close' }
  const type = { 'content-type': 'application/problem+json' }
  response.writeHead(status, { ...common, ...type, ...headers, ...ending }).end(JSON.stringify(details))
}

/** Refuses a request for a WebSocket. */
export function refuseUpgrade(socket: Duplex, { status, headers, details }: ApiProblem): void {
  socket.on('error', () => socket.destroy()) // the client may be gone before it has read the refusal
  socket.once('finish', () => socket.destroy())
  const body = JSON.stringify(details)
  const all = { ...common, 'content-type': 'application/problem+json', ...headers, connection: 'close' }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = `content-length: ${Buffer.byteLength(body)}\r\n`
  socket.end(`HTTP/1.1 ${status} ${details.title}\r\n${lines.join('')}${length}\r\n${body}`)
}

const isOpen = (response: ServerResponse) => !response.headersSent && !response.destroyed
