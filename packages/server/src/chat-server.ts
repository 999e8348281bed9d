import {
  backendOptionGuards,
  checkServerOptions,
  createChatBackend,
  type BackendObserver,
  type BackendSession,
  type ChatBackend,
  type ChatBackendOptions,
} from '@chat-transport/backend'
import { checkArgument, guards } from '@chat-transport/core'
import { frontOptionGuards, resolveFrontOptions, type FrontOptions } from './chat-server-options.ts'
import type { FrontObserver } from './front-observer.ts'
import { createFronts, type OpenLines } from './fronts.ts'
import { FileKeeper } from './files/file-keeper.ts'
import { fileOptions, resolveFileOptions, type FileOptions } from './files/file-options.ts'
import type { AnyHttpServer } from './http/mount.ts'

/** The options of the fronts, and of the back end that the server creates. */
export interface ChatServerOptions extends FrontOptions, ChatBackendOptions {
  /**
   * An existing back end, which other fronts may share, instead of the options for one. `close()` does not close it.
   */
  readonly backend?: ChatBackend
  /**
   * Lets visitors and agents send files.
   * @default no files are taken
   */
  readonly files?: FileOptions
  /**
   * Told of attaches, commands and refusals, for metrics. Of an existing `backend` it is told nothing: that one has its own.
   * @default nobody is told
   */
  readonly observer?: ChatServerObserver
}

/** Told what happens in the back end and its fronts. What its functions throw is logged, and changes nothing. */
export interface ChatServerObserver extends BackendObserver, FrontObserver {}

/** How a server shuts down. */
export interface CloseOptions {
  /**
   * Ends the lines one after another, evenly over this time, in milliseconds: for a server among several, whose pages attach to
   * another one. New lines are refused at once; those that are open go on until it is their turn.
   * @default 0
   */
  readonly overMs?: number
}

/** A chat server: a back end behind CometD over WebSocket and long-polling. */
export interface ChatServer {
  readonly backend: ChatBackend
  /** The open lines, by transport. */
  readonly lines: OpenLines
  /** Calls `handler` once for each session, when its visitor has connected. Returns the function that unregisters it. */
  onSession(handler: (session: BackendSession) => unknown): () => void
  /**
   * Serves the chat on `httpServer`. Its other requests go to the listeners it has already. May be called for several HTTP
   * servers; the caller starts and stops them.
   */
  attach(httpServer: AnyHttpServer): ChatServer
  /**
   * Shuts down: refuses new lines, answers polls, closes sockets with 1001, finishes running commands. Resolves when
   * everything is closed. Cuts off clients that do not read after `closeTimeoutMs`. Later calls return the promise of the first.
   */
  close(options?: CloseOptions): Promise<void>
}

const { guard, methods, optional, wholeNumber } = guards
const httpServerGuard = guard(
  'a server of node:http or node:https',
  (value) => methods('on', 'listeners')(value, '') === undefined,
)
const optionGuards = {
  ...backendOptionGuards,
  ...frontOptionGuards,
  backend: optional(guard('what createChatBackend() returns', (value) => methods('attach')(value, '') === undefined)),
  files: optional(fileOptions),
} satisfies Record<keyof ChatServerOptions, guards.Guard>

const closeGuards = { overMs: optional(wholeNumber(0, 3_600_000)) }

/** The options that are the back end's, which refuses all others. */
function backendOptionsOf(options: ChatServerOptions): ChatBackendOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(backendOptionGuards, name)))
}

/** Creates a chat server. Throws a `TypeError` or `RangeError` that names a bad option. */
export function createChatServer(options: ChatServerOptions = {}): ChatServer {
  checkServerOptions('createChatServer', options, optionGuards)
  if (options.backend) refuseBackendOptions(options)
  const fileSettings = options.files && resolveFileOptions(options.files)
  const backend = options.backend ?? createChatBackend(backendOptionsOf(options))
  const settings = resolveFrontOptions(options, backend.limits)
  const keeper = fileSettings && new FileKeeper({ settings, fileSettings, backend })
  const fronts = createFronts(backend, settings, keeper)
  let closed: Promise<void> | undefined

  async function close({ overMs = 0 }: CloseOptions): Promise<void> {
    if (overMs > 0) await fronts.drain(overMs)
    const frontsClosed = fronts.close()
    if (!options.backend) await backend.close({ timeoutMs: settings.closeTimeoutMs })
    await frontsClosed
  }

  const server: ChatServer = {
    backend,
    get lines() {
      return fronts.lines
    },
    onSession: (handler) => backend.onSession(handler),
    attach(httpServer) {
      if (closed) throw new Error('unable to attach the chat server: it has been closed. Create a new one.')
      checkArgument('attach httpServer', httpServer, httpServerGuard)
      fronts.attach(httpServer)
      return server
    },
    close(options = {}) {
      checkServerOptions('close', options, closeGuards)
      return (closed ??= close(options))
    },
  }
  return server
}

/** The fronts have `clock`, `logger` and `observer` too; the rest of the back end's options would be ignored. */
function refuseBackendOptions(options: ChatServerOptions): void {
  const isIdle = (name: string) => !Object.hasOwn(frontOptionGuards, name) && Reflect.get(options, name) !== undefined
  const idle = Object.keys(backendOptionGuards).find(isIdle)
  if (idle)
    throw new TypeError(
      `createChatServer ${idle}: expected nothing, since it is an option of the backend that is given`,
    )
}
