import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { refuseUpgrade } from '@chat-transport/server'
import type { ApiProblem } from './problem.ts'

export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

const common = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
const problemType = { 'content-type': 'application/problem+json' }

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
  response.writeHead(status, { ...common, ...problemType, ...headers, ...ending }).end(JSON.stringify(details))
}

/** Refuses a request for a WebSocket. */
export function refuseSocket(socket: Duplex, { status, headers, details }: ApiProblem): void {
  refuseUpgrade(socket, { status, text: JSON.stringify(details), headers: { ...problemType, ...headers } })
}

const isOpen = (response: ServerResponse) => !response.headersSent && !response.destroyed
