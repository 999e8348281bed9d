import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '@chat-transport/core'
import { SeenLately } from './seen-lately.ts'

/** A request that a mark is for. */
export interface MarkedRequest {
  readonly method: string
  /** Of the line or the upload. */
  readonly path: string
}

/** What a server says of a request that it hands on. */
export interface HandedOn extends MarkedRequest {
  /** The address of the visitor's client, as the first server has counted it. */
  readonly address: string
  /** None of one that is sent as it comes. */
  readonly body?: string
}

/** A mark that is right. */
export interface VerifiedHop {
  readonly address: string
  /** Shows the server that handed the request on that the one which answers has the secret too. */
  readonly proof: string
  /** Whether it was made for this body. */
  isFor(body: string): boolean
}

/**
 * `forged`: no server with this secret has made it, or it was used before. `untimely`: one has, at another time than this server's clock
 * says it is.
 */
export type WrongMark = 'forged' | 'untimely'

/** How far the clocks of two servers may be apart. */
export const longestAgeMs = 30_000
const longestAddress = 200

/**
 * Marks requests that one server hands on to another, so that none is handed on twice, and nobody else can say which client a
 * request is from. The mark is `time.nonce.address.digest.signature`, and good for one request.
 */
export class HopMarks {
  readonly #key: Buffer
  readonly #clock: Clock
  readonly #used: SeenLately

  constructor(secret: string, clock: Clock) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'chat-transport hop marks 1', 32))
    this.#clock = clock
    // One from a clock that is ahead is good for twice the time.
    this.#used = new SeenLately(clock, 2 * longestAgeMs)
  }

  /** The mark of a request, and the proof that its answer has to bring. */
  mark({ address, body, ...request }: HandedOn): { readonly mark: string; readonly proof: string } {
    const nonce = randomBytes(16).toString('base64url')
    const encoded = Buffer.from(address.slice(0, longestAddress)).toString('base64url')
    const said = `${this.#clock.now()}.${nonce}.${encoded}.${digestOf(body)}`
    return { mark: `${said}.${this.#sign('request', said, request)}`, proof: this.#sign('answer', said, request) }
  }

  /** Reads the mark of a request, once. */
  read(mark: string, request: MarkedRequest): VerifiedHop | WrongMark {
    const end = mark.lastIndexOf('.')
    const said = mark.slice(0, Math.max(end, 0))
    if (!isSame(mark.slice(end + 1), this.#sign('request', said, request))) return 'forged'
    const [time, nonce = '', encoded = '', digest = ''] = said.split('.')
    if (!(Math.abs(this.#clock.now() - Number(time)) <= longestAgeMs)) return 'untimely'
    if (!this.#used.add(nonce)) return 'forged'
    return {
      address: Buffer.from(encoded, 'base64url').toString(),
      proof: this.#sign('answer', said, request),
      isFor: (body) => isSame(digest, digestOf(body)),
    }
  }

  #sign(what: 'request' | 'answer', said: string, { method, path }: MarkedRequest): string {
    return createHmac('sha256', this.#key).update([what, said, method, path].join('\n')).digest('base64url')
  }
}

const digestOf = (body: string | undefined): string =>
  body === undefined ? '' : createHash('sha256').update(body).digest('base64url')

export function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)]
  return one.length === other.length && timingSafeEqual(one, other)
}
