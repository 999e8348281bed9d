import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { AttachHandler } from '@chat-transport/backend'
import { createBayeux } from './bayeux/bayeux.ts'
import type { FrontSettings } from './chat-server-options.ts'
import type { FrontObserver, ObservedRefusal } from './front-observer.ts'
import { allowOrigin, refusals, refuse, type HttpRefusal, refuseUpgrade } from './http/http-answer.ts'
import { Instance } from './instance/instance.ts'
import { AddressQuotas } from './line/address-quotas.ts'
import { endEvenly } from './line/end-evenly.ts'
import type { FileKeeper } from './files/file-keeper.ts'
import { FilesFront } from './files/files-front.ts'
import { LongPollingFront } from './long-polling/long-polling-front.ts'
import { createLineLogs } from './line/line-log.ts'
import { mount, pathOf, type AnyHttpServer, type MountedHandlers, type Unmount } from './http/mount.ts'
import { ownOrigin } from './http/origin-policy.ts'
import { WebSocketFront } from './websocket/websocket-front.ts'

/** How many lines are open, by transport. */
export interface OpenLines {
  readonly websocket: number
  readonly 'long-polling': number
}

/** Serves a back end by CometD, over WebSocket and long-polling. */
export interface Fronts {
  /** Serves the chat on an HTTP server, which may have other listeners. The caller starts and stops it. */
  attach(httpServer: AnyHttpServer): void
  readonly lines: OpenLines
  /** Refuses new lines, and ends those that are open evenly over this time. Resolves when they have ended. */
  drain(overMs: number): Promise<void>
  /** Refuses new lines and ends all lines. As long as the HTTP servers are there, it answers 503, until others are attached. */
  close(): Promise<void>
}

/** `keeper`: keeps the files of sessions, which are served too. */
export function createFronts(attachHandler: AttachHandler, settings: FrontSettings, keeper?: FileKeeper): Fronts {
  const bayeux = createBayeux(settings)
  const quotas = new AddressQuotas(settings)
  const instance = settings.instance && new Instance(settings.instance, settings)
  const makeRoom = () => webSocket.lines + longPolling.lines < settings.maxConnections || webSocket.giveWay()
  const parts = {
    attachHandler,
    bayeux,
    settings,
    startLineLog: createLineLogs(settings.logger),
    quotas,
    instance,
    makeRoom,
  }
  const webSocket = new WebSocketFront(parts)
  const longPolling = new LongPollingFront(parts)
  const files = keeper && new FilesFront(keeper, parts)
  const unserved = unservedBy(longPolling, settings)
  const mounted: Unmount[] = []
  let life: 'open' | 'closing' = 'open'

  const refusalOf = (request: IncomingMessage) =>
    originRefusal(request, settings) ?? (life === 'closing' ? refusals.closing : undefined)

  function request(request: IncomingMessage, response: ServerResponse): void {
    observeRefusal(response, 'request', settings.observer)
    // A pipelined request, whose end we could not see if the connection breaks first. Browsers do not send such requests.
    if (response.socket === null) return refuse(response, refusals.pipelined)
    const refusal = refusalOf(request)
    if (refusal !== refusals.forbiddenOrigin) allowOrigin(request, response)
    if (refusal === refusals.closing) return refuse(response, refusal)
    if (refusal) return longPolling.refuse({ request, response }, refusal)
    if (request.method === 'OPTIONS') return longPolling.preflight({ request, response })
    if (request.method !== 'POST') return longPolling.refuse({ request, response }, refusals.wrongMethod)
    longPolling.post({ request, response })
  }

  const fileRequest = (front: FilesFront) => (request: IncomingMessage, response: ServerResponse) => {
    observeRefusal(response, 'file', settings.observer)
    if (response.socket === null) return refuse(response, refusals.pipelined)
    const refusal = refusalOf(request)
    if (refusal !== refusals.forbiddenOrigin) allowOrigin(request, response, fileHeaders)
    if (refusal) front.refuse({ request, response }, refusal)
    else front.request({ request, response })
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const address = settings.addressOf(request)
    const quota = quotas.of(address)
    quota.budget.spend({ messages: 1, bytes: 0 })
    const refusal =
      refusalOf(request) ??
      (quota.isFarBehind ? refusals.tooMany : undefined) ??
      webSocket.upgrade({ request, address, quota, socket, head })
    if (!refusal) return
    refuseUpgrade(socket, refusal)
    settings.observer.refusal({ of: 'upgrade', status: refusal.status })
  }

  return {
    attach(httpServer) {
      mounted.push(mount(httpServer, settings.path, { request, upgrade, unserved }))
      if (files) mounted.push(mount(httpServer, files.path, { request: fileRequest(files), upgrade, unserved }))
    },
    get lines() {
      return { websocket: webSocket.lines, 'long-polling': longPolling.lines }
    },
    async drain(overMs) {
      await endEvenly([...webSocket.drain(), ...longPolling.drain()], { clock: settings.clock, overMs })
    },
    async close() {
      life = 'closing'
      instance?.close()
      await Promise.all([webSocket.close(), longPolling.close(), files?.close()])
      bayeux.close()
      // Who hears 404 gives up, and is to come back instead: to this server's successor.
      for (const unmount of mounted.splice(0)) unmount('when replaced')
    },
  }
}

/** Checks the origin of a request for either transport. */
function originRefusal(request: IncomingMessage, { isAllowedOrigin, logger }: FrontSettings): HttpRefusal | undefined {
  if (isAllowedOrigin(request)) return undefined
  const origin = quote(request.headers.origin)
  logger.info(`refused 403: origin ${origin} is not in allowedOrigins, and not the server's own: ${ownOrigin(request)}`)
  return refusals.forbiddenOrigin
}

/** Answers a request for a path that nothing serves. */
function unservedBy(longPolling: LongPollingFront, settings: FrontSettings): MountedHandlers['unserved'] {
  const { path, logger, observer, isAllowedOrigin } = settings
  return (request, response) => {
    observeRefusal(response, 'request', observer)
    if (isAllowedOrigin(request)) {
      allowOrigin(request, response)
      // The page is to read the 404 of the request that follows.
      if (isPreflight(request)) return longPolling.preflight({ request, response })
    }
    logger.info(`refused 404: path ${quote(pathOf(request))} is not ${path} or below it`)
    longPolling.refuse({ request, response }, refusals.notFound)
  }
}

const isPreflight = ({ method, headers }: IncomingMessage) =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined

/** Tells the observer when the answer turns out to be a refusal. */
function observeRefusal(
  response: ServerResponse,
  of: ObservedRefusal['of'],
  { refusal }: Required<FrontObserver>,
): void {
  response.once('finish', () => {
    const { statusCode: status } = response
    if (status >= 400) refusal({ of, status })
  })
}

/** What a page has to read of an answer about a file. */
const fileHeaders = 'Location, Upload-Offset, Upload-Length, Tus-Resumable, Retry-After, Content-Range'

/** Quotes text of a request for the log: at most 100 characters, without control characters. */
function quote(text = ''): string {
  return JSON.stringify(text.slice(0, 100))
}
