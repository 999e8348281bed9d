import type { IncomingMessage } from 'node:http'
import { IdleMap, within } from '@chat-transport/backend'
import { countedAddress } from '@chat-transport/server'
import {
  checkArgument,
  createTokenBucket,
  ErrorCode,
  type Clock,
  type Logger,
  type TokenBucket,
} from '@chat-transport/core'
import { ApiProblem, retryAfter, tooMany, unauthorized } from '../http/problem.ts'
import { Caller, CallerUsage, type Access } from './caller.ts'
import { access as accessGuard, type KnownTokens } from './known-tokens.ts'
import { Tickets } from './tickets.ts'

/** Says whose token it is, in place of a list of tokens; `undefined` for a wrong one. Never log the token. */
export type AuthenticateAgent = (
  token: string,
  request: IncomingMessage,
) => Access | undefined | Promise<Access | undefined>

export interface GatekeeperOptions {
  readonly tokens: KnownTokens
  readonly authenticate: AuthenticateAgent | undefined
  readonly addressOf: (request: IncomingMessage) => string | undefined
  readonly requestsPerSecond: number
  readonly maxFeeds: number
  readonly clock: Clock
  readonly logger: Logger
}

/** So many wrong tokens of an address are answered at once, and then one a second. */
const wrongTokensAtOnce = 10
const hookTimeoutMs = 10_000

/** Says who makes a request. */
export class Gatekeeper {
  readonly tickets: Tickets
  readonly #options: GatekeeperOptions
  readonly #usages: IdleMap<CallerUsage>
  readonly #wrong: IdleMap<WrongTokens>

  constructor(options: GatekeeperOptions) {
    const { clock, maxFeeds, requestsPerSecond } = options
    this.#options = options
    this.tickets = new Tickets(clock)
    const newBucket = () => createTokenBucket({ perSecond: requestsPerSecond, clock })
    this.#usages = new IdleMap(() => new CallerUsage({ bucket: newBucket(), maxFeeds }))
    this.#wrong = new IdleMap(() => new WrongTokens(clock))
  }

  /** Throws an `ApiProblem`: 401 without a right token, 429 when too many of the address were wrong. */
  async admit(request: IncomingMessage): Promise<Caller> {
    const token = /^Bearer +([\w.~+/=-]{1,4096})$/i.exec(request.headers.authorization ?? '')?.[1]
    const wrong = this.#wrongOf(request)
    if (token === undefined) return wrong.refuse('Send your token as "Authorization: Bearer …".')
    const known = this.#options.tokens.find(token)
    if (known) return this.#caller(known)
    if (!this.#options.authenticate) return wrong.refuse('The token is not known.')
    // Asked by guesses, the application would have work with each of them.
    wrong.require()
    const access = await this.#ask(token, request)
    return access ? this.#caller(access) : wrong.refuse('The token is not known.')
  }

  /** The same for a request for a WebSocket, which may have a ticket in its address. */
  async admitSocket(request: IncomingMessage): Promise<Caller> {
    const ticket = new URL(request.url ?? '', 'http://localhost').searchParams.get('ticket')
    if (ticket === null) return this.admit(request)
    return this.tickets.redeem(ticket) ?? this.#wrongOf(request).refuse('The ticket is not known, or no longer.')
  }

  #caller(access: Access): Caller {
    return new Caller(access, this.#usages.of(access.name))
  }

  #wrongOf(request: IncomingMessage): WrongTokens {
    return this.#wrong.of(countedAddress(this.#options.addressOf(request))?.key ?? 'unknown')
  }

  async #ask(token: string, request: IncomingMessage): Promise<Access | undefined> {
    const { authenticate, clock, logger } = this.#options
    const tooLate = () => new Error(`it took longer than ${hookTimeoutMs} ms`)
    try {
      const access = await within(authenticate?.(token, request), { clock, timeoutMs: hookTimeoutMs, tooLate })
      if (access) checkArgument('authenticate result', access, accessGuard)
      return access
    } catch (cause) {
      logger.error('unable to tell whose token it is: authenticate failed', cause)
      const detail = 'The server cannot tell at the moment whose token it is.'
      throw new ApiProblem({ status: 503, code: ErrorCode.serverNotAvailable, detail, headers: retryAfter(1_000) })
    }
  }
}

/** The wrong tokens of an address. A right one of the options is let in all the same: others may have its address. */
class WrongTokens {
  readonly #bucket: TokenBucket

  constructor(clock: Clock) {
    this.#bucket = createTokenBucket({ perSecond: 1, burst: wrongTokensAtOnce, clock })
  }

  get isIdle(): boolean {
    return this.#bucket.waitMs(wrongTokensAtOnce) === 0
  }

  require(): void {
    const waitMs = this.#bucket.waitMs()
    if (waitMs > 0) throw tooMany('Too many wrong tokens come from this address.', waitMs)
  }

  refuse(detail: string): never {
    this.require()
    this.#bucket.spend(1)
    throw unauthorized(detail)
  }
}
