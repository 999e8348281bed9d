import type { AgentProfile } from '@chat-transport/backend'
import type { TokenBucket } from '@chat-transport/core'
import { forbidden, tooMany } from '../http/problem.ts'

/** `read`: sessions, their events, the feed. `write`: join and speak. `moderate`: end sessions, delete what others have said. */
export type Scope = 'read' | 'write' | 'moderate'

export const allScopes: readonly Scope[] = ['read', 'write', 'moderate']

/** What participants of a token are, unless they say something else when they join. */
export type DefaultProfile = Partial<Omit<AgentProfile, 'id'>>

/** Who may use the API, and for what. */
export interface Access {
  /** Names the token in the log, and in the ids of its participants. 1 to 64 letters, digits, `.`, `_` and `-`. */
  readonly name: string
  /** @default all: `['read', 'write', 'moderate']` */
  readonly scopes?: readonly Scope[]
  readonly profile?: DefaultProfile
}

export interface CallerLimits {
  readonly bucket: TokenBucket
  readonly maxFeeds: number
}

/** One who uses the API with a token: all requests with the same name count together. */
export class Caller {
  readonly name: string
  readonly profile: DefaultProfile
  readonly #scopes: ReadonlySet<Scope>
  readonly #usage: CallerUsage

  constructor({ name, scopes = allScopes, profile = {} }: Access, usage: CallerUsage) {
    this.name = name
    this.profile = profile
    this.#scopes = new Set(scopes)
    this.#usage = usage
  }

  has(scope: Scope): boolean {
    return this.#scopes.has(scope)
  }

  /** Throws an `ApiProblem` (403) for one whose token is not for this. */
  require(scope: Scope): void {
    if (!this.has(scope)) throw forbidden(`This token is not for that: it needs the scope "${scope}".`)
  }

  /** Counts a request. Throws an `ApiProblem` (429) when there are too many. */
  countRequest(): void {
    this.#usage.countRequest()
  }

  /** Counts an open feed, or a request that waits. Throws an `ApiProblem` (429), or returns the function that ends it, to be called once. */
  openFeed(): () => void {
    return this.#usage.openFeed()
  }

  /** The id of a participant: a token cannot act for those of another. */
  participantId(key: string): string {
    return `${this.name}:${key}`
  }
}

/** What is used by all requests of one name. */
export class CallerUsage {
  readonly #limits: CallerLimits
  #feeds = 0

  constructor(limits: CallerLimits) {
    this.#limits = limits
  }

  get isIdle(): boolean {
    return this.#feeds === 0 && this.#limits.bucket.waitMs() === 0
  }

  countRequest(): void {
    const { bucket } = this.#limits
    if (!bucket.tryAcquire())
      throw tooMany('Too many requests with this token. See requestsPerSecond.', bucket.waitMs())
  }

  openFeed(): () => void {
    const { maxFeeds } = this.#limits
    if (this.#feeds >= maxFeeds)
      throw tooMany(`This token has ${maxFeeds} feeds and waiting requests open, and may not have more.`, 5_000)
    this.#feeds++
    return () => void this.#feeds--
  }
}
