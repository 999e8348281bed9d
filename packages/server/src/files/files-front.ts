import { setMaxListeners } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { IdleMap } from '@chat-transport/backend'
import type { FrontSettings } from '../chat-server-options.ts'
import { countedAddress } from '../http/counted-address.ts'
import { refusals, refuse, refuseUnread, type HttpRefusal } from '../http/http-answer.ts'
import { pathOf } from '../http/mount.ts'
import type { Instance } from '../instance/instance.ts'
import { hopHeader } from '../instance/send-hop.ts'
import type { AddressQuotas } from '../line/address-quotas.ts'
import { closeWithin } from '../line/close-within.ts'
import { OldestGivesWay } from '../line/oldest-gives-way.ts'
import { UnattachedRequests } from '../line/unattached-requests.ts'
import { download } from './download.ts'
import type { FileKeeper } from './file-keeper.ts'
import { fileRefusals, type FileRefusal } from './file-refusal.ts'
import type { Exchange } from './transfer.ts'
import { UploadHops } from './upload-hops.ts'
import { refusalOf, UploadRequests } from './upload-requests.ts'

export interface FilesFrontParts {
  readonly settings: FrontSettings
  readonly quotas: AddressQuotas
  /** This server, if it is one of several. */
  readonly instance: Instance | undefined
}

/** Serves files over HTTP: uploads below its path, downloads one level further down. */
export class FilesFront {
  readonly #keeper: FileKeeper
  readonly #settings: FrontSettings
  readonly #quotas: AddressQuotas
  readonly #uploads: UploadRequests
  readonly #instance: Instance | undefined
  readonly #hops: UploadHops | undefined
  readonly #scope = new AbortController()
  readonly #turns: UnattachedRequests
  readonly #open = new Set<ServerResponse>()
  /** What is being done for requests, also for those whose clients are gone. */
  readonly #serving = new Set<Promise<void>>()
  readonly #transfers: OldestGivesWay
  readonly #transfersByAddress: IdleMap<OldestGivesWay>

  constructor(keeper: FileKeeper, { settings, quotas, instance }: FilesFrontParts) {
    const { maxTransfers, maxTransfersPerAddress } = keeper.settings
    setMaxListeners(0, this.#scope.signal) // one for each waiting request
    this.#keeper = keeper
    this.#settings = settings
    this.#quotas = quotas
    this.#uploads = new UploadRequests(keeper, settings)
    this.#instance = instance
    this.#hops = instance && keeper.shared && new UploadHops({ instance, settings, shared: keeper.shared })
    this.#turns = new UnattachedRequests(settings, this.#scope.signal)
    this.#transfers = new OldestGivesWay(maxTransfers)
    this.#transfersByAddress = new IdleMap(() => new OldestGivesWay(maxTransfersPerAddress))
  }

  get path(): string {
    return this.#keeper.path
  }

  /** Serves a request below the path. Its origin was checked before. */
  request(exchange: Exchange): void {
    this.#inTurn(exchange, (address) => this.#serve(exchange, address))
  }

  /** Refuses a request, in its turn. */
  refuse(exchange: Exchange, refusal: HttpRefusal): void {
    this.#inTurn(exchange, () => refuseUnread(exchange, refusal))
  }

  async close(): Promise<void> {
    this.#scope.abort()
    await this.#finish(this.#endRequests().then(() => this.#keeper.close()))
  }

  /** Clients have half of the time to read their last answers. The other half is left for what they have begun. */
  async #endRequests(): Promise<void> {
    const { clock, closeTimeoutMs } = this.#settings
    const closed = [...this.#open].map((response) => new Promise((resolve) => response.once('close', resolve)))
    await closeWithin({ clock, closeTimeoutMs: closeTimeoutMs / 2 }, Promise.all(closed), () =>
      this.#open.forEach((response) => response.destroy()),
    )
    await Promise.all(this.#serving)
  }

  /** A store or a scan may take its time, or forever. What is to be removed is noted, and tried again after the next start. */
  async #finish(finished: Promise<void>): Promise<void> {
    const givenUp = new AbortController()
    const tooLate = new Promise<void>((resolve) => givenUp.signal.addEventListener('abort', () => resolve()))
    await closeWithin(this.#settings, Promise.race([finished, tooLate]), () => {
      this.#settings.logger.warn('files: closed while the store or a scan was still at work')
      givenUp.abort()
    })
  }

  #inTurn(exchange: Exchange, serve: (address: string) => Promise<void>): void {
    const { response } = exchange
    response.setMaxListeners(20) // its turn, its places, its hop: each has an end of its own
    this.#open.add(response)
    response.once('close', () => this.#open.delete(response))
    const served = this.#waitAndServe(exchange, serve).catch((cause: unknown) => this.#answerFailure(exchange, cause))
    this.#serving.add(served)
    void served.finally(() => this.#serving.delete(served))
  }

  async #waitAndServe(exchange: Exchange, serve: (address: string) => Promise<void>): Promise<void> {
    const { request, response } = exchange
    const mark = this.#instance?.markOf(request)
    if (mark === 'forged') return refuseUnread(exchange, refusals.forgedMark)
    if (mark) response.setHeader(hopHeader, mark.proof)
    const address = mark?.address ?? this.#settings.addressOf(request)
    const quota = this.#quotas.of(address)
    const turn = this.#turns.turn({ request, quota, messages: 1, bytes: 0 })
    if (turn === 'too-many' || this.#open.size > this.#settings.maxConnections)
      return refuseUnread(exchange, turn === 'too-many' ? refusals.tooMany : refusals.full)
    await turn
    if (response.destroyed) return
    this.#takePlace(exchange, address)
    await serve(address)
  }

  /** If there are too many, the oldest of the same address is ended first: then none of another address has to be. */
  #takePlace({ request, response }: Exchange, address: string): void {
    const ofAddress = this.#transfersByAddress.of(countedAddress(address)?.key ?? address)
    const places = [ofAddress, this.#transfers].map((held) => held.add(() => request.socket.destroy()))
    response.once('close', () => places.forEach((giveBack) => giveBack()))
  }

  async #serve(exchange: Exchange, address: string): Promise<void> {
    const { request, response } = exchange
    const [id = '', ...name] = pathOf(request)
      .slice(this.path.length + 1)
      .split('/')
    if (request.method === 'OPTIONS') return preflight(request, response, this.#keeper.settings.maxBytes)
    if (name.length === 0 && isOfTus(request)) return this.#upload(exchange, { id, address })
    if (name.length === 1 && ['GET', 'HEAD'].includes(request.method ?? ''))
      return download(exchange, id, { keeper: this.#keeper, clock: this.#settings.clock })
    throw fileRefusals.unknown()
  }

  async #upload(exchange: Exchange, { id, address }: { id: string; address: string }): Promise<void> {
    const sessionId = await this.#uploads.sessionOf(exchange.request)
    const other = this.#hops?.otherOf(exchange.request, id)
    if (other === undefined) return this.#uploads.serve(exchange, { id, sessionId })
    await this.#hops?.handOn(exchange, { address, other })
  }

  #answerFailure(exchange: Exchange, cause: unknown): void {
    const refusal = refusalOf(cause)
    if (!refusal) this.#settings.logger.error('unable to answer a request for a file', cause)
    const answered = refusal ? answerOf(refusal) : refusals.failed
    if (exchange.response.headersSent) return void exchange.response.destroy()
    refuseUnread(exchange, answered).catch(() => refuse(exchange.response, answered))
  }
}

const answerOf = ({ status_code: status, body: text, retryAfter }: FileRefusal): HttpRefusal => ({
  status,
  text,
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'tus-resumable': '1.0.0',
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
  },
})

const isOfTus = ({ method = '' }: IncomingMessage) => ['POST', 'HEAD', 'PATCH', 'DELETE'].includes(method)

/** Answers a CORS preflight, and who asks what of tus is served. */
async function preflight({ headers }: IncomingMessage, response: ServerResponse, maxBytes: number): Promise<void> {
  response
    .writeHead(204, {
      'access-control-allow-methods': 'POST, HEAD, PATCH, DELETE, GET',
      'access-control-allow-headers': headers['access-control-request-headers'] ?? 'authorization, tus-resumable',
      'access-control-max-age': '7200',
      vary: 'Origin, Access-Control-Request-Headers',
      'tus-resumable': '1.0.0',
      'tus-version': '1.0.0',
      'tus-extension': 'creation,termination',
      'tus-max-size': String(maxBytes),
    })
    .end()
}
