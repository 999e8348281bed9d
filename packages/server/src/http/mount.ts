import { EventEmitter } from 'node:events'
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { refusals, refuse } from './http-answer.ts'
import { interceptEmit } from './intercepted-emit.ts'
import { serveWithoutUpgrade } from './without-upgrade.ts'

/** Where a chat server can be attached. */
export type AnyHttpServer = HttpServer | HttpsServer

/** Serves the requests under a path. */
export interface MountedHandlers {
  /** Answers a request for its path. */
  request(request: IncomingMessage, response: ServerResponse): void
  /** Serves a request for a WebSocket. Other offers to upgrade are ignored. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Serves a request for another path, which nothing else serves. */
  unserved(request: IncomingMessage, response: ServerResponse): void
}

/** One for each HTTP server, so that several mounts on it can be removed in any order. */
const switchboards = new WeakMap<AnyHttpServer, Switchboard>()

/**
 * Serves requests for `path` and below with `handlers`, and with nothing else: the HTTP server's other listeners do not see
 * them, in whatever order they are added. They get all other requests, as if nothing was mounted. If several paths match,
 * the longest is used, and for the same path the newest. Returns a function that removes the handlers: now, or when the path is
 * mounted anew or the HTTP server closes, so that until then they can say that they are closed, and not that nothing was ever there.
 */
export function mount(httpServer: AnyHttpServer, path: string, handlers: MountedHandlers): Unmount {
  const switchboard = switchboards.get(httpServer) ?? new Switchboard(httpServer)
  switchboards.set(httpServer, switchboard)
  return switchboard.add({ path, handlers })
}

/** Removes what was mounted. @default 'now' */
export type Unmount = (when?: 'now' | 'when replaced') => void

interface Mount {
  readonly path: string
  readonly handlers: MountedHandlers
}

/** Node parses an upgrade only for a server with a listener for it. What this one would hear is taken before. */
const askForUpgrades = () => undefined

class Switchboard {
  readonly #httpServer: AnyHttpServer
  readonly #ours = new EventEmitter()
  /** The longest paths first. */
  #mounts: readonly Mount[] = []
  readonly #replaceable = new Set<Mount>()
  /** It has been closed. It may listen again. */
  #wasClosed = false
  #stopIntercepting = () => undefined as void

  constructor(httpServer: AnyHttpServer) {
    this.#httpServer = httpServer
    const serve = (request: IncomingMessage, response: ServerResponse) => {
      const handlers = this.#find(request)
      if (handlers) handlers.request(request, response)
      else this.#mounts[0]?.handlers.unserved(request, response)
    }
    this.#ours.on('request', serve)
    this.#ours.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      response.writeContinue()
      serve(request, response)
    })
    this.#ours.on('checkExpectation', (_request, response: ServerResponse) =>
      refuse(response, refusals.unknownExpectation),
    )
    this.#ours.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const handlers = isWebSocket(request) ? this.#find(request) : undefined
      if (handlers) handlers.upgrade(request, socket, head)
      else serveWithoutUpgrade(httpServer, { request, socket, head })
    })
  }

  add(added: Mount): Unmount {
    if (this.#mounts.length === 0) this.#start()
    this.#mounts = [added, ...this.#mounts].sort((a, b) => b.path.length - a.path.length)
    this.#removeReplaceable(({ path }) => isAtOrBelow(added.path, path))
    return (when = 'now') => {
      const isLast = this.#wasClosed && !this.#httpServer.listening
      if (when === 'now' || isLast) this.#remove(added)
      else if (this.#mounts.includes(added)) this.#replaceable.add(added)
    }
  }

  #remove(removed: Mount): void {
    this.#replaceable.delete(removed)
    this.#mounts = this.#mounts.filter((mount) => mount !== removed)
    if (this.#mounts.length === 0) this.#stopIntercepting()
  }

  #removeReplaceable(which: (mount: Mount) => boolean = () => true): void {
    for (const mount of [...this.#replaceable].filter(which)) this.#remove(mount)
  }

  #start(): void {
    // One listener, however many are mounted one after another.
    const closed = () => {
      this.#wasClosed = true
      this.#removeReplaceable()
    }
    const stop = interceptEmit(this.#httpServer, (event, request) => this.#isOurs(event, request), this.#ours)
    this.#httpServer.on('upgrade', askForUpgrades)
    this.#httpServer.on('close', closed)
    this.#wasClosed = false
    this.#stopIntercepting = () => {
      stop()
      this.#httpServer.off('upgrade', askForUpgrades)
      this.#httpServer.off('close', closed)
    }
  }

  #isOurs(event: string | symbol, request: unknown): boolean {
    if (this.#mounts.length === 0 || !this.#ours.eventNames().includes(event)) return false
    if (this.#find(request as IncomingMessage)) return true
    const others = this.#httpServer.listeners(event).filter((listener) => listener !== askForUpgrades)
    return others.length === 0
  }

  #find(request: IncomingMessage): MountedHandlers | undefined {
    return this.#mounts.find(({ path }) => isUnder(path, request))?.handlers
  }
}

function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket'
}

/** The path of a request, without its query. */
export function pathOf({ url = '' }: IncomingMessage): string {
  const [path = ''] = url.split('?')
  return path
}

const isUnder = (path: string, request: IncomingMessage) => isAtOrBelow(path, pathOf(request))

const isAtOrBelow = (path: string, other: string) => other === path || other.startsWith(`${path}/`)
