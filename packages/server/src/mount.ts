import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { refusals, refuse } from './http-answer.ts'
import { refuseUpgrade } from './websocket-front.ts'

/** Where a chat server can be attached. */
export type AnyHttpServer = HttpServer | HttpsServer

/** What serves the requests under a path. */
export interface Handlers {
  request(request: IncomingMessage, response: ServerResponse): void
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

type Listener = (this: AnyHttpServer, ...values: unknown[]) => void

/**
 * Puts `handlers` in front of the listeners an HTTP server has: requests for `path` and below go to them, all others to
 * the listeners, as before. Returns the function that takes them away again.
 */
export function mount(httpServer: AnyHttpServer, path: string, handlers: Handlers): () => void {
  const restore = [
    intercept(httpServer, 'request', (others) => (request: IncomingMessage, response: ServerResponse) => {
      if (isUnder(path, request)) handlers.request(request, response)
      else if (others.length === 0) refuse(response, refusals.notFound)
      else others.forEach((listener) => listener.call(httpServer, request, response))
    }),
    intercept(httpServer, 'upgrade', (others) => (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (isUnder(path, request)) handlers.upgrade(request, socket, head)
      // Upgrade listeners added later may know the path: only when there is none is nobody left to answer.
      else if (httpServer.listenerCount('upgrade') === 1 && others.length === 0)
        refuseUpgrade(socket, refusals.notFound)
      else others.forEach((listener) => listener.call(httpServer, request, socket, head))
    }),
  ]
  return () => restore.forEach((undo) => undo())
}

function intercept<Values extends unknown[]>(
  httpServer: AnyHttpServer,
  event: 'request' | 'upgrade',
  intercepted: (others: readonly Listener[]) => (...values: Values) => void,
): () => void {
  const others = httpServer.listeners(event) as Listener[]
  const listener = intercepted(others) as (...values: unknown[]) => void
  httpServer.removeAllListeners(event)
  httpServer.on(event, listener)
  return () => {
    const later = httpServer.listeners(event).filter((other) => other !== listener) as Listener[]
    httpServer.removeAllListeners(event)
    for (const other of [...others, ...later]) httpServer.on(event, other)
  }
}

function isUnder(path: string, { url = '' }: IncomingMessage): boolean {
  const [asked = ''] = url.split('?')
  return asked === path || asked.startsWith(`${path}/`)
}
