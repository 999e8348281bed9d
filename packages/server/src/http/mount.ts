import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { refusals, refuse, refuseUpgrade } from './http-answer.ts'
import { InterceptedEvent } from './intercepted-event.ts'

/** Where a chat server can be attached. */
export type AnyHttpServer = HttpServer | HttpsServer

/** Serves the requests under a path. */
export interface Handlers {
  request(request: IncomingMessage, response: ServerResponse): void
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** A request for another path, without its query, was answered 404 because nothing else serves it. */
  notFound(path: string): void
}

/** One for each HTTP server, so that several mounts on it can be removed in any order. */
const switchboards = new WeakMap<AnyHttpServer, Switchboard>()

/**
 * Serves requests for `path` and below with `handlers`. All other requests go to the listeners that the HTTP server has
 * already. If several paths match, the longest is used, and for the same path the newest. Returns a function that removes
 * the handlers.
 */
export function mount(httpServer: AnyHttpServer, path: string, handlers: Handlers): () => void {
  const switchboard = switchboards.get(httpServer) ?? new Switchboard(httpServer)
  switchboards.set(httpServer, switchboard)
  return switchboard.add({ path, handlers })
}

interface Mount {
  readonly path: string
  readonly handlers: Handlers
}

class Switchboard {
  readonly #requests: InterceptedEvent<[IncomingMessage, ServerResponse]>
  readonly #upgrades: InterceptedEvent<[IncomingMessage, Duplex, Buffer]>
  /** The longest paths first. */
  #mounts: readonly Mount[] = []

  constructor(httpServer: AnyHttpServer) {
    this.#requests = new InterceptedEvent(httpServer, 'request', (request, response) => {
      const handlers = this.#find(request)
      if (handlers) handlers.request(request, response)
      else if (!this.#requests.callOthers(request, response)) {
        refuse(response, refusals.notFound)
        this.#notFound(request)
      }
    })
    this.#upgrades = new InterceptedEvent(httpServer, 'upgrade', (request, socket, head) => {
      const handlers = this.#find(request)
      if (handlers) handlers.upgrade(request, socket, head)
      // Another upgrade listener may handle this path; answer 404 only if we are the only one.
      else if (!this.#upgrades.callOthers(request, socket, head) && httpServer.listenerCount('upgrade') === 1) {
        refuseUpgrade(socket, refusals.notFound)
        this.#notFound(request)
      }
    })
  }

  add(added: Mount): () => void {
    this.#mounts = [added, ...this.#mounts].sort((a, b) => b.path.length - a.path.length)
    this.#requests.intercept()
    this.#upgrades.intercept()
    return () => {
      this.#mounts = this.#mounts.filter((mount) => mount !== added)
      if (this.#mounts.length > 0) return
      this.#requests.restore()
      this.#upgrades.restore()
    }
  }

  #notFound(request: IncomingMessage): void {
    for (const { handlers } of this.#mounts) handlers.notFound(pathOf(request))
  }

  #find(request: IncomingMessage): Handlers | undefined {
    return this.#mounts.find(({ path }) => isUnder(path, request))?.handlers
  }
}

function pathOf({ url = '' }: IncomingMessage): string {
  const [path = ''] = url.split('?')
  return path
}

function isUnder(path: string, request: IncomingMessage): boolean {
  const asked = pathOf(request)
  return asked === path || asked.startsWith(`${path}/`)
}
