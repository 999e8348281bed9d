import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** What an HTTP server emits with a request. */
interface Requests {
  request: [request: IncomingMessage, response: ServerResponse]
  upgrade: [request: IncomingMessage, socket: Duplex]
}

/**
 * Shows a test the requests of an HTTP server before anything serves them. Listeners do not see those of the chat. If `see`
 * returns `true`, it has answered, and nothing else does.
 */
export function seeFirst<Event extends keyof Requests>(
  httpServer: Server,
  event: Event,
  see: (...values: Requests[Event]) => true | void,
): void {
  const emit = httpServer.emit.bind(httpServer) as (name: string, ...values: unknown[]) => boolean
  httpServer.emit = (name: string, ...values: unknown[]) =>
    (name === event && see(...(values as Requests[Event])) === true) || emit(name, ...values)
}
