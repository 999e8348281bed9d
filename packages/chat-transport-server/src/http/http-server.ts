import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { TlsPair } from './tls-files.ts'

export interface HttpServerOptions {
  readonly tls: TlsPair | undefined
  readonly keepAliveTimeoutMs: number
}

/** The server of the chat. `otherwise` answers what is not for the chat. */
export function createChatHttpServer(
  { tls, keepAliveTimeoutMs }: HttpServerOptions,
  otherwise: RequestListener,
): Server {
  // Node ends a request whose headers do not come. It looks every `connectionsCheckingInterval`.
  const options: ServerOptions = {
    headersTimeout: 10_000,
    connectionsCheckingInterval: 5_000,
    keepAliveTimeout: keepAliveTimeoutMs,
  }
  return tls ? createHttpsServer({ ...options, ...tls }, otherwise) : createServer(options, otherwise)
}

/** Stops listening, and ends every connection. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
