import {
  createChatBackend,
  type BackendSession,
  type ChatBackend,
  type ChatBackendOptions,
} from '@chat-transport/backend'
import { checkArgument, guards } from '@chat-transport/core'
import { resolveFrontOptions, type FrontOptions } from './chat-server-options.ts'
import { createFronts } from './fronts.ts'
import type { AnyHttpServer } from './http/mount.ts'

/** How a chat server is set up: its fronts, and the back end it makes for itself. */
export interface ChatServerOptions extends FrontOptions, ChatBackendOptions {
  /**
   * A back end made elsewhere, to be shared with other fronts, in place of the options for one. It stays the caller's:
   * `close()` lets go of it and leaves it open.
   */
  readonly backend?: ChatBackend
}

/** A chat server: a back end behind CometD over WebSocket and long-polling. */
export interface ChatServer {
  readonly backend: ChatBackend
  /** Calls `handler` once for each session whose visitor has really connected. Returns what unregisters it. */
  onSession(handler: (session: BackendSession) => unknown): () => void
  /**
   * Serves the chat on `httpServer`, whose other requests go to the listeners it has by now. Any number of servers may be
   * attached; starting and stopping them stays with the caller.
   */
  attach(httpServer: AnyHttpServer): ChatServer
  /**
   * Shuts down: newcomers are refused, polls answered, sockets closed with 1001, what is being carried out is finished.
   * Resolves when nothing is left, after `closeTimeoutMs` at the latest for clients that do not read.
   */
  close(): Promise<void>
}

const backendOptionNames = [
  'store',
  'storeTimeoutMs',
  'sessionTimeoutMs',
  'limits',
  'authenticate',
  'decorators',
  'hookTimeoutMs',
] as const

/** Throws a `TypeError` or `RangeError` that names the option that is wrong. */
export function createChatServer(options: ChatServerOptions = {}): ChatServer {
  checkArgument('createChatServer options', options, guards.object)
  if (options.backend) checkShared(options)
  const backend = options.backend ?? createChatBackend(options)
  const settings = resolveFrontOptions(options, backend.limits)
  const fronts = createFronts(backend, settings)
  let closed: Promise<void> | undefined

  async function close(): Promise<void> {
    const frontsClosed = fronts.close()
    if (!options.backend) await backend.close({ timeoutMs: settings.closeTimeoutMs })
    await frontsClosed
  }

  const server: ChatServer = {
    backend,
    onSession: (handler) => backend.onSession(handler),
    attach(httpServer) {
      if (closed) throw new Error('unable to attach the chat server: it has been closed. Create a new one.')
      if (typeof httpServer?.on !== 'function' || typeof httpServer.listeners !== 'function')
        throw new TypeError('attach httpServer: expected a server of node:http or node:https')
      fronts.attach(httpServer)
      return server
    },
    close: () => (closed ??= close()),
  }
  return server
}

function checkShared(options: ChatServerOptions): void {
  if (typeof options.backend?.attach !== 'function')
    throw new TypeError('createChatServer backend: expected what createChatBackend() returns')
  const idle = backendOptionNames.find((name) => options[name] !== undefined)
  if (idle)
    throw new TypeError(
      `createChatServer ${idle}: expected nothing, since it is an option of the backend that is given`,
    )
}
