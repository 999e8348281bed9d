import { Agent as HttpAgent, type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { FrontSettings } from '../chat-server-options.ts'
import { pathOf } from '../http/mount.ts'
import { refusals, refuse } from '../http/http-answer.ts'
import type { AddressQuota } from '../line/address-quotas.ts'
import { HopMarks, longestAgeMs, type VerifiedHop } from './hop-marks.ts'
import { LinePaths, type NamedServer } from './line-paths.ts'
import { hopHeader, sendHop, type Hop, type HopEnd } from './send-hop.ts'

/** A request for a line of another server. */
export interface HopRequest {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly address: string
  readonly quota: AddressQuota
  readonly body: string
}

/** A request that is handed on as it comes. Its place among others has been counted. */
export interface StreamedHop extends Pick<Hop, 'method' | 'headers'> {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly address: string
}

/** How much longer than a poll is held another server may take: for turns and slow stores. */
const leewayMs = 15_000

/** Below the time that Node's servers keep an idle connection, so that none is used while its server closes it. */
const idleConnectionMs = 2_000

/** This server among several: names it in the paths of its lines, and hands requests for lines of others on to them. */
export class Instance {
  /** Below the path of the chat: where the requests for the lines of this server belong. */
  readonly path: string
  readonly #settings: FrontSettings
  readonly #paths: LinePaths
  readonly #marks: HopMarks
  readonly #self: NamedServer
  readonly #agents = [HttpAgent, HttpsAgent].map((Agent) => new Agent({ keepAlive: true, timeout: idleConnectionMs }))
  /** What is under way for lines. */
  readonly #requests = new Set<AbortController>()
  /** What is under way as it comes. */
  readonly #streams = new Set<AbortController>()
  /** The addresses that have requests for lines under way. */
  readonly #addresses = new Set<AddressQuota>()
  #told: 'nothing' | 'clocks differ' = 'nothing'
  #life: 'open' | 'closed' = 'open'

  constructor({ name, address, secret }: NonNullable<FrontSettings['instance']>, settings: FrontSettings) {
    this.#settings = settings
    this.#paths = new LinePaths(secret)
    this.#marks = new HopMarks(secret, settings.clock)
    this.#self = { name, url: address + settings.path }
    // Once, so that the browsers of pages of other origins ask for this path only once.
    this.path = this.#paths.seal(this.#self)
  }

  /** The mark of a request that another server has handed on. */
  markOf(request: IncomingMessage): VerifiedHop | 'forged' | undefined {
    const header = request.headers[hopHeader]
    if (header === undefined) return undefined
    const mark = this.#marks.read(String(header), { method: request.method ?? '', path: this.#lineOf(request) })
    if (mark !== 'untimely') return mark
    if (this.#told === 'nothing')
      this.#settings.logger.warn(
        `a request that another server has handed on is refused: the clocks of all servers have to agree within ${longestAgeMs / 1000} s`,
      )
    this.#told = 'clocks differ'
    return 'forged'
  }

  /** The other server to which the path of a request leads. Never for one that was handed on: there is one hop, and no loop. */
  otherOf(request: IncomingMessage): NamedServer | undefined {
    const path = this.#lineOf(request)
    const named = path === this.path ? undefined : this.#paths.open(path)
    if (!named || named.url === this.#self.url) return undefined
    if (request.headers[hopHeader] === undefined) return named
    const problem = 'has come to another one: its instance.address has to lead to it alone, and not to a balancer'
    this.#settings.logger.warn(`a request that was handed on to server ${named.name} ${problem}`)
    return undefined
  }

  /** Hands a request on. Resolves when it has been answered, unless the other server is gone. */
  async handOn({ request, response, address, quota, body }: HopRequest, to: NamedServer): Promise<'answered' | 'gone'> {
    if (response.destroyed) return 'answered'
    if (this.#life === 'closed') return this.#closing(response)
    const path = this.#lineOf(request)
    const scope = new AbortController()
    const leave = this.#takePlace(response, quota, scope)
    const answerTimeoutMs = this.#settings.heartbeatMs + leewayMs
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const method = 'POST'
    const hop = { url: `${to.url}/${path}`, method, headers, body, ...this.#wayTo(to), scope, answerTimeoutMs }
    const end = await sendHop({ ...hop, ...this.#marks.mark({ method, path, address, body }) }, response)
    leave()
    return end.outcome === 'answered' ? end.outcome : this.#failed(response, to, end)
  }

  /** Hands a request with its body on to the server at this address, unlike `handOn` as it comes. Never rejects. */
  async handOnStream({ request, response, address, ...asked }: StreamedHop, origin: string): Promise<HopEnd> {
    const path = this.#lineOf(request)
    const url = `${origin}${this.#settings.path}/${path}`
    const scope = new AbortController()
    const leave = this.#watch(response, scope, this.#streams)
    const hop = { ...asked, url, body: request, ...this.#wayTo({ url }), scope }
    const end = await sendHop({ ...hop, ...this.#marks.mark({ method: asked.method, path, address }) }, response)
    leave()
    return end
  }

  /** Requests that were handed on are answered as if their servers were gone. */
  close(): void {
    this.#life = 'closed'
    for (const scope of [...this.#requests, ...this.#streams]) scope.abort()
    for (const agent of this.#agents) agent.destroy()
  }

  #wayTo({ url }: Pick<NamedServer, 'url'>): Pick<Hop, 'agent' | 'clock'> {
    const [plain, secure] = this.#agents as [HttpAgent, HttpsAgent]
    return { agent: url.startsWith('https:') ? secure : plain, clock: this.#settings.clock }
  }

  #failed(response: ServerResponse, { name }: NamedServer, { outcome, cause }: HopEnd): 'answered' | 'gone' {
    if (response.headersSent) response.destroy()
    if (response.headersSent || response.destroyed) return 'answered'
    if (this.#life === 'closed') return this.#closing(response)
    const what = outcome === 'gone' ? 'cannot be reached' : 'has not answered'
    this.#settings.logger.info(
      `unable to hand a request on to server ${name}, its page attaches anew: it ${what}`,
      cause,
    )
    if (outcome === 'cut') refuse(response, refusals.cut)
    return outcome === 'cut' ? 'answered' : 'gone'
  }

  /** The page attaches anew, and not over this connection. */
  #closing(response: ServerResponse): 'gone' {
    response.setHeader('connection', 'close')
    return 'gone'
  }

  /** If there are too many, the oldest of the address that has most is ended. */
  #takePlace(response: ServerResponse, quota: AddressQuota, scope: AbortController): () => void {
    const end = () => {
      refuse(response, refusals.tooMany)
      scope.abort()
    }
    if (this.#requests.size >= this.#settings.maxConnections) this.#busiest?.handedOn.endOldest()
    const giveBack = quota.handedOn.add(end)
    this.#addresses.add(quota)
    const leave = this.#watch(response, scope, this.#requests)
    return () => {
      leave()
      giveBack()
      if (quota.handedOn.isIdle) this.#addresses.delete(quota)
    }
  }

  /** The hop ends when its client leaves, and when this server closes. Returns the function that ends the watch. */
  #watch(response: ServerResponse, scope: AbortController, underWay: Set<AbortController>): () => void {
    const left = () => response.writableFinished || scope.abort()
    underWay.add(scope)
    response.once('close', left)
    return () => {
      response.off('close', left)
      underWay.delete(scope)
    }
  }

  get #busiest(): AddressQuota | undefined {
    let [busiest] = this.#addresses
    for (const quota of this.#addresses) if (busiest && quota.handedOn.size > busiest.handedOn.size) busiest = quota
    return busiest
  }

  #lineOf(request: IncomingMessage): string {
    return pathOf(request).slice(this.#settings.path.length + 1)
  }
}
